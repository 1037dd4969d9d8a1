using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series;

public sealed class StretchMeansTests
{
    [Fact]
    public void A_long_series_becomes_the_means_of_its_stretches_and_a_short_one_stays_as_it_is()
    {
        Assert.Equal([1.5, 4.0], StretchMeans.Of([1, 2, 3, 4, 5], 2));
        Assert.Equal([1, double.NaN, 3], StretchMeans.Of([1, double.NaN, 3], 24));
        Assert.Equal([7, double.NaN], StretchMeans.Of([7, double.NaN, double.NaN, double.NaN], 2));
        Assert.Empty(StretchMeans.Of([], 24));
    }

    [Fact]
    public void Values_whose_sum_is_too_large_have_a_mean()
    {
        Assert.Equal(1.5e308, Assert.Single(StretchMeans.Of([1.5e308, double.NaN, 1.5e308, 1.5e308], 1)), 1e295);
        Assert.Equal([1e-320], StretchMeans.Of([1e-320, 1e-320], 1));
    }
}
