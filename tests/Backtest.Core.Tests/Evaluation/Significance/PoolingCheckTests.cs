using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Lstm;
using Backtest.Testing;

namespace Backtest.Core.Tests.Evaluation.Significance;

public sealed class PoolingCheckTests
{
    private static readonly BacktestProtocol Protocol = new()
    {
        Horizon = 1,
        SeasonLength = 1,
        TestLength = 1,
        Windows = 6,
        Step = 1,
        Metric = RankingMetric.Mae,
    };

    private static readonly ScoredTrial Naive = Trial("naive", new BaselineSpec(BaselineMethod.Naive), 3, 3, 3, 3, 3, 3);
    private static readonly ScoredTrial Pooled = Trial("pooled", new LstmSpec { Scope = LstmScope.Panel }, 1, 2, 1, 2, 1, 2);
    private static readonly ScoredTrial Worse = Trial("worse", new LstmSpec { Scope = LstmScope.Panel, Units = 2 }, 9, 9, 9, 9, 9, 9);
    private static readonly ScoredTrial Local = Trial("local", new LstmSpec(), 2, 4, 3, 3, 4, 4);

    [Fact]
    public void The_best_of_both_kinds_are_compared_window_by_window()
    {
        var check = PoolingCheck.Of([Pooled, Naive, Local, Worse], Protocol)!;

        Assert.Equal((TestIds.Trial("pooled"), TestIds.Trial("local")), (check.Global, check.Local));
        Assert.Equal((6, 6, 0), (check.Pair.Windows, check.Pair.Closer, check.Pair.Further));
        Assert.Equal(DieboldMariano.Test([-1, -2, -2, -1, -3, -2], 1), check.Pair.Test);
        Assert.True(check.Pair.Test!.IsBetter);
    }

    [Fact]
    public void There_is_nothing_to_compare_without_either_of_them()
    {
        Assert.Null(PoolingCheck.Of([Pooled, Naive], Protocol));
        Assert.Null(PoolingCheck.Of([Naive, Local], Protocol));
    }

    private static ScoredTrial Trial(string name, ModelSpec spec, params double[] errors) => new(TestIds.Trial(name), name, spec, new(
        Metrics(errors.Average()),
        [],
        [.. errors.Select((error, k) => new WindowScore(9 + k, 10 + k, [0], [error], Metrics(error)))]));

    private static MetricSet Metrics(double mae) => new() { Count = 1, Mae = mae, Mse = mae * mae, Rmse = mae, Smape = 1, Bias = mae };
}
