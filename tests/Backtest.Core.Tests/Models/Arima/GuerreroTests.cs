using Backtest.Core.Models.Arima;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class GuerreroTests
{
    // R 4.2, forecast 8.20: BoxCox.lambda(x, method = "guerrero"), whose search ends within 1e-4.
    [Theory]
    [InlineData("AirPassengers", 12, -0.2947156)]
    [InlineData("lynx", 1, 0.1521849)]
    [InlineData("WWWusage", 1, 0.3596253)]
    [InlineData("LakeHuron", 1, 1.9999242)]
    [InlineData("Nile", 1, 0.9988894)]
    public void The_parameter_is_Rs(string series, int seasonLength, double lambda) =>
        Assert.Equal(lambda, Guerrero.Lambda(ArimaReference.Series(series), seasonLength), 2e-4);

    [Fact]
    public void Exponential_growth_of_a_season_calls_for_the_logarithm() =>
        Assert.Equal(0, Guerrero.Lambda([.. Enumerable.Range(0, 96).Select(t => Math.Exp(t / 20.0) * (2 + Math.Sin(t * Math.PI / 6)))], 12), 1e-3);

    [Fact]
    public void A_fit_with_it_is_the_fit_with_its_parameter()
    {
        var y = ArimaReference.Series("AirPassengers");
        var spec = new ArimaSpec { Q = 1, D = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Guerrero = true };

        var model = ArimaFitter.Fit(y, spec, TestContext.Current.CancellationToken);

        Assert.Equal(Guerrero.Lambda(y, 12), model.Lambda);
        Assert.Equal(
            ArimaFitter.Fit(y, spec with { Guerrero = false, Lambda = model.Lambda }, TestContext.Current.CancellationToken).FromState(12, []).Point,
            model.FromState(12, []).Point);
    }

    // R: forecast(Arima(AirPassengers, order = c(0,1,1), seasonal = c(0,1,1), lambda = l, biasadj = TRUE))$mean. Its variance is
    // corrected for the number of coefficients, which changes the means in the fifth digit.
    [Theory]
    [InlineData(0.0, new[] { 450.7311939, 426.1135221, 479.5702769 })]
    [InlineData(0.5, new[] { 448.7300779, 423.8607629, 464.7534436 })]
    public void Means_are_above_medians_as_in_R(double lambda, double[] means)
    {
        var y = ArimaReference.Series("AirPassengers");
        var spec = new ArimaSpec { Q = 1, D = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Lambda = lambda };

        var adjusted = ArimaFitter.Fit(y, spec with { BiasAdjust = true }, TestContext.Current.CancellationToken).FromState(3, [0.95]);

        Assert.All(means, (mean, h) => Assert.Equal(mean, adjusted.Point[h], 1e-4 * mean));
        var medians = ArimaFitter.Fit(y, spec, TestContext.Current.CancellationToken).FromState(3, [0.95]);
        Assert.All(medians.Point, (median, h) => Assert.True(median < adjusted.Point[h]));
        Assert.Equal(medians.Intervals[0].Upper, adjusted.Intervals[0].Upper);
    }
}
