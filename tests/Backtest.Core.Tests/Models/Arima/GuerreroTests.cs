using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;

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
        Assert.Equal(
            0, Guerrero.Lambda([.. Enumerable.Range(0, 96).Select(t => Math.Exp(t / 20.0) * (2 + Math.Sin(t * Math.PI / 6)))], 12), 1e-3);

    [Theory]
    [InlineData(0, -0.4)]
    [InlineData(1, -1e-9)]
    [InlineData(47, -9.7)]
    public void The_first_negative_value_is_named(int index, double value)
    {
        double[] y = [.. Enumerable.Range(0, 49).Select(t => t == index || t == 48 ? value : 2 + Math.Sin(t))];

        foreach (var seasonLength in (int[])[1, 4, 12, 40])
        {
            var problem = Assert.Throws<FitException>(() => ArimaFitter.Fit(
                y, new ArimaSpec { D = 1, Q = 1, Guerrero = true, Period = seasonLength }, TestContext.Current.CancellationToken));
            Assert.Equal(
                FormattableString.Invariant($"A Box-Cox transformation needs positive values; the one at position {index + 1} is {value}."),
                problem.Message);
        }
    }

    // Wherever the zeros are, including in an incomplete first season.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(48)]
    public void With_a_zero_the_parameter_is_above_0(int index)
    {
        double[] y = [.. Enumerable.Range(0, 49).Select(t => t == index ? 0 : Math.Exp(t / 10.0) * (2 + Math.Sin(t)))];

        foreach (var seasonLength in (int[])[1, 4, 12])
        {
            Assert.InRange(Guerrero.Lambda(y, seasonLength), 1e-3, 2);
            var spec = new ArimaSpec { D = 1, Q = 1, Guerrero = true, Period = seasonLength };
            Assert.All(ArimaFitter.Fit(y, spec, TestContext.Current.CancellationToken)
                .FromState(6, [0.95]).Point, point => Assert.True(point >= 0));
        }
    }

    public static TheoryData<string, double[]> Odd => new()
    {
        { "seasons of zeros", [.. Enumerable.Range(0, 60).Select(t => t / 4 % 2 == 0 ? 0.0 : 1 + (t % 5))] },
        { "zeros alone", new double[60] },
        { "one value", [.. Enumerable.Range(0, 60).Select(t => t == 50 ? 3.0 : 0)] },
        { "equal seasons", [.. Enumerable.Range(0, 60).Select(t => 1.0 + (t % 4))] },
        { "constant", [.. Enumerable.Repeat(0.1, 60)] },
        { "huge", [.. Enumerable.Range(0, 60).Select(t => 1e300 * (1.5 + Math.Sin(t * t)))] },
        { "tiny", [.. Enumerable.Range(0, 60).Select(t => 1e-300 * (1.5 + Math.Sin(t * t)))] },
        { "subnormal", [.. Enumerable.Range(0, 60).Select(t => 1e-310 * (1.5 + Math.Sin(t * t)))] },
        { "far apart", [.. Enumerable.Range(0, 60).Select(t => Math.Pow(10, (t - 30) * 10) * (1.5 + Math.Sin(t * t)))] },
        { "one season known", [.. Enumerable.Range(0, 60).Select(t => t is 20 or 21 or 22 ? t : double.NaN)] },
        { "none known", [.. Enumerable.Repeat(double.NaN, 60)] },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_values_have_a_parameter(string what, double[] values)
    {
        foreach (var seasonLength in (int[])[1, 4, 12])
        {
            var lambda = Guerrero.Lambda(values, seasonLength);

            Assert.InRange(lambda, values.Contains(0) ? 1e-3 : -1, 2);
            Assert.Equal(what is "zeros alone" or "constant" or "none known" or "one season known" ? 1 : lambda, lambda);
        }
    }

    [Theory]
    [InlineData(1e-100)]
    [InlineData(1e-290)]
    [InlineData(1e100)]
    [InlineData(1e290)]
    public void The_parameter_does_not_depend_on_the_unit(double unit)
    {
        var y = ArimaReference.Series("AirPassengers");

        Assert.Equal(Guerrero.Lambda(y, 12), Guerrero.Lambda([.. y.Select(value => unit * value)], 12), 1e-5);
    }

    [Fact]
    public void A_fit_with_it_is_the_fit_with_its_parameter()
    {
        var y = ArimaReference.Series("AirPassengers");
        var spec = new ArimaSpec { Q = 1, D = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Guerrero = true };

        var model = ArimaFitter.Fit(y, spec, TestContext.Current.CancellationToken);

        Assert.Equal(Guerrero.Lambda(y, 12), model.Lambda);
        Assert.Equal(
            ArimaFitter.Fit(y, spec with { Guerrero = false, Lambda = model.Lambda }, TestContext.Current.CancellationToken)
                .FromState(12, []).Point,
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
