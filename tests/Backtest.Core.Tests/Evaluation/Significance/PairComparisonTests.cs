using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;

namespace Backtest.Core.Tests.Evaluation.Significance;

public sealed class PairComparisonTests
{
    private static readonly BacktestProtocol Protocol = new()
    {
        Horizon = 1,
        SeasonLength = 1,
        TestLength = 1,
        Windows = 5,
        Step = 1,
        Metric = RankingMetric.Mae,
    };

    [Fact]
    public void A_pair_is_compared_window_by_window()
    {
        var pair = PairComparison.Of(Score(1, 2, 3, 4, 9), Score(2, 2, 4, 1, 1), Protocol);

        Assert.Equal((RankingMetric.Mae, 5, 2, 2), (pair.Metric, pair.Windows, pair.Closer, pair.Further));
        Assert.Equal(14, pair.WorstWindow);

        // The differences -1, 0, -1, 3, 8 as in DieboldMariano alone.
        Assert.Equal(DieboldMariano.Test([-1, 0, -1, 3, 8], 1), pair.Test);
    }

    [Fact]
    public void A_trial_that_lost_no_window_has_no_worst_one_and_one_that_is_the_same_no_test()
    {
        var pair = PairComparison.Of(Score(1, 2, 3, 4, 5), Score(1, 2, 3, 4, 5), Protocol);

        Assert.Equal((0, 0, null, null), (pair.Closer, pair.Further, pair.WorstWindow, pair.Test));
    }

    private static BacktestScore Score(params double[] errors) => new(
        Metrics(errors.Average()),
        [],
        [.. errors.Select((error, k) => new WindowScore(9 + k, 10 + k, [0], [error], Metrics(error)))]);

    private static MetricSet Metrics(double mae) => new() { Count = 1, Mae = mae, Mse = mae * mae, Rmse = mae, Smape = 1, Bias = mae };
}
