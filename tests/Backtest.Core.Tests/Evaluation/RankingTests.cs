using Backtest.Core.Evaluation;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Evaluation;

public sealed class RankingTests
{
    [Theory]
    [InlineData(RankingMetric.Mse, "acb")]
    [InlineData(RankingMetric.Rmse, "acb")]
    [InlineData(RankingMetric.Mae, "bca")]
    [InlineData(RankingMetric.Smape, "cab")]
    [InlineData(RankingMetric.Mape, "bac")]
    [InlineData(RankingMetric.Mase, "cba")]
    [InlineData(RankingMetric.Rmsse, "abc")]
    public void The_least_value_of_the_metric_comes_first(RankingMetric metric, string order)
    {
        (char Name, MetricSet Metrics)[] trials =
        [
            ('a', Set(mse: 1, mae: 3) with { Smape = 2, Mape = 2, Mase = 3, Rmsse = 1 }),
            ('b', Set(mse: 3, mae: 1) with { Smape = 3, Mape = 1, Mase = 2, Rmsse = 2 }),
            ('c', Set(mse: 2, mae: 2) with { Smape = 1, Mape = 3, Mase = 1, Rmsse = 3 }),
        ];

        Assert.Equal(order, string.Concat(Ranking.Sort(trials, trial => trial.Metrics, metric).Select(trial => trial.Name)));
    }

    [Fact]
    public void Where_the_metric_is_undefined_the_absolute_error_ranks_after_those_with_it()
    {
        MetricSet[] sets = [Set(1, 5), Set(1, 4), Set(9, 9) with { Mase = 7 }];

        Assert.Equal([9, 4, 5], Ranking.Sort(sets, set => set, RankingMetric.Mase).Select(set => set.Mae));
    }

    [Fact]
    public void Equal_trials_keep_their_order() => RandomCases.Holds(
        Gen.Choose(0, 3).ArrayOf(30),
        values =>
        {
            var sorted = Ranking.Sort(values.Index(), item => Set(item.Item, item.Item), RankingMetric.Rmse);

            Assert.Equal(values.Index().OrderBy(item => (item.Item, item.Index)), sorted);
        });

    private static MetricSet Set(double mse, double mae) =>
        new() { Count = 1, Mse = mse, Rmse = Math.Sqrt(mse), Mae = mae, Smape = 0, Bias = 0 };
}
