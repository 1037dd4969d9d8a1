using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Arima;

public sealed class BoxCoxTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Zero_has_a_transformation_for_a_parameter_above_0(double lambda)
    {
        Assert.Equal(-1 / lambda, BoxCox.Apply(0, lambda));
        Assert.Equal(0, BoxCox.Invert(BoxCox.Apply(0, lambda), lambda));
        double[] y = [.. Enumerable.Range(0, 60).Select(t => t % 9 == 4 ? 0 : 3 + Math.Sin(t * t))];

        var model = ArimaFitter.Fit(y, new ArimaSpec { P = 1, Lambda = lambda }, Stop);

        Assert.All(model.Forecast(y, 5, [0.95]).Point, point => Assert.InRange(point, 0, 5));
        Assert.All(model.Fitted(y), value => Assert.InRange(value, 0, 10));
    }

    [Theory]
    [InlineData(0.0, 0.0, "the one at position 3 is 0. With a lambda above 0 it takes 0 as well.")]
    [InlineData(-0.5, 0.0, "the one at position 3 is 0. With a lambda above 0 it takes 0 as well.")]
    [InlineData(0.5, -0.4, "the one at position 3 is -0.4.")]
    [InlineData(2.0, -3.0, "the one at position 3 is -3.")]
    [InlineData(0.0, -0.4, "the one at position 3 is -0.4.")]
    public void A_value_without_a_transformation_is_named_in_training_and_later(double lambda, double value, string what)
    {
        double[] good = [.. Enumerable.Range(0, 40).Select(t => 3 + Math.Sin(t * t))];
        double[] bad = [.. good];
        bad[2] = value;
        var spec = new ArimaSpec { Q = 1, Lambda = lambda };
        var model = ArimaFitter.Fit(good, spec, Stop);

        foreach (var problem in (FitException[])[
            Assert.Throws<FitException>(() => ArimaFitter.Fit(bad, spec, Stop)),
            Assert.Throws<FitException>(() => model.Forecast(bad, 1, []))])
        {
            Assert.Equal($"A Box-Cox transformation needs positive values; {what}", problem.Message);
        }
    }

    [Fact]
    public void Means_and_medians_lie_in_the_range_of_the_transformation() => RandomCases.Holds(
        from lambda in Gen.Choose(-1000, 2000)
        from mean in Gen.Choose(-100_000, 100_000)
        from exponent in Gen.Choose(-60, 60)
        select (Lambda: lambda / 1000.0, Mean: mean / 1000.0, Variance: Math.Pow(10, exponent / 10.0)),
        input =>
        {
            var (median, mean) = (BoxCox.Invert(input.Mean, input.Lambda), BoxCox.InvertMean(input.Mean, input.Variance, input.Lambda));

            Assert.True(median >= 0 && mean >= 0);
            Assert.True(!double.IsFinite(median) || double.IsFinite(mean) || input.Lambda == 0);

            // The inverse is convex below a parameter of 1 and concave above it.
            Assert.True(input.Lambda < 1 ? mean >= median : mean <= median);
        }, 2000);

    // The mean of x = (1 + y / 2)^2 with y normal is (1 + m / 2)^2 + v / 4.
    [Theory]
    [InlineData(3.0, 0.5)]
    [InlineData(0.0, 1.0)]
    [InlineData(-1.0, 0.9)]
    public void Half_a_power_has_its_exact_mean(double mean, double variance) =>
        Assert.Equal(Math.Pow(1 + (mean / 2), 2) + (variance / 4), BoxCox.InvertMean(mean, variance, 0.5), 1e-12);

    [Fact]
    public void Forecasts_lie_in_the_range_of_the_transformation() => RandomCases.Holds(
        from lambda in Gen.Choose(-1000, 2000)
        from seed in Gen.Choose(1, 1000)
        from spread in Gen.Choose(1, 300)
        from d in Gen.Choose(0, 2)
        select (Lambda: lambda / 1000.0, seed, Spread: spread / 100.0, d),
        input =>
        {
            double[] y = [.. Simulation.Noise(60, input.seed).Select(value => Math.Exp(input.Spread * value))];
            try
            {
                var forecast = ArimaFitter.Fit(y, new ArimaSpec { P = 1, D = input.d, Lambda = input.Lambda, BiasAdjust = true }, Stop)
                    .Forecast(y, 12, [0.8, 0.95]);

                Assert.All(
                    forecast.Point.Concat(forecast.Intervals.SelectMany(interval => interval.Lower.Concat(interval.Upper))),
                    value => Assert.True(value >= 0));
            }
            catch (FitException problem)
            {
                Assert.DoesNotContain("NaN", problem.Message);
            }
        }, 150);
}
