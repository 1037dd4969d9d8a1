using Backtest.Bench.Accuracy;
using Backtest.Core.Models;

namespace Backtest.Bench.Tests.Accuracy;

public sealed class LinearPoolTests
{
    private static readonly double Quantile = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.975);

    // The variance of an equal mixture is the mean of the variances, (1 + 9) / 2, plus the variance of the means, 4.
    [Fact]
    public void Its_variance_is_that_of_the_mixture()
    {
        var pool = LinearPool.Of([Normal(10, 1), Normal(14, 3)]);

        Assert.Equal([12.0], pool.Point);
        Assert.Equal(12 - (Quantile * 3), pool.Intervals[0].Lower[0], 1e-12);
        Assert.Equal(12 + (Quantile * 3), pool.Intervals[0].Upper[0], 1e-12);
    }

    [Fact]
    public void Of_equal_forecasts_it_is_that_forecast()
    {
        var one = new Forecast([5, 7], [new(0.95, [4, 5], [9, 12])]);

        var pool = LinearPool.Of([one, one, one]);

        Assert.Equal(one.Point, pool.Point);
        Assert.All(one.Intervals[0].Lower.Zip(pool.Intervals[0].Lower), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(one.Intervals[0].Upper.Zip(pool.Intervals[0].Upper), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Without_the_intervals_of_one_it_has_none() => Assert.Empty(LinearPool.Of([Normal(1, 1), new Forecast([1], [])]).Intervals);

    private static Forecast Normal(double mean, double deviation) =>
        new([mean], [new(0.95, [mean - (Quantile * deviation)], [mean + (Quantile * deviation)])]);
}
