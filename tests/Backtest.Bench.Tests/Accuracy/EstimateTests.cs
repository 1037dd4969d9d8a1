using Backtest.Bench.Accuracy;

namespace Backtest.Bench.Tests.Accuracy;

public sealed class EstimateTests
{
    private static readonly ForecastScore[] Bar = Scores([12, 13, 11, 25, 9], [1.2, 0.9, 1.7, 1.8, 1.0]);

    // R 4.2.2: (a / b + c / d) / 2 of the four means, and sqrt(t(g) %*% cov(X) %*% g / 5) with g its gradient by central differences.
    [Fact]
    public void Owa_and_its_standard_error_are_those_of_the_delta_method()
    {
        var owa = Estimate.OfOwa(Scores([10, 14, 9, 21, 6], [1.1, 0.8, 1.9, 1.4, 0.7]), Bar);

        Assert.Equal(0.875541125541, owa.Value, 1e-12);
        Assert.Equal(0.051822788, owa.StandardError!.Value, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    public void A_method_whose_errors_are_everywhere_a_share_of_the_bars_has_that_owa_for_sure(double share)
    {
        var owa = Estimate.OfOwa([.. Bar.Select(score => new ForecastScore(share * score.Smape, share * score.Mase, null))], Bar);

        Assert.Equal(share, owa.Value, 1e-14);
        Assert.Equal(0, owa.StandardError!.Value, 1e-14);
    }

    // Of 2, 4, 4, 4, 5, 5, 7, 9 the mean is 5 and the squared deviations sum to 32.
    [Fact]
    public void The_standard_error_of_a_mean_is_the_deviation_over_the_root_of_the_count()
    {
        var mean = Estimate.OfMean([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal(5, mean.Value);
        Assert.Equal(Math.Sqrt(32 / 7.0 / 8), mean.StandardError!.Value, 1e-14);
        Assert.Null(Estimate.OfMean([3]).StandardError);
    }

    private static ForecastScore[] Scores(double[] smape, double[] mase) =>
        [.. smape.Zip(mase, (first, second) => new ForecastScore(first, second, null))];
}
