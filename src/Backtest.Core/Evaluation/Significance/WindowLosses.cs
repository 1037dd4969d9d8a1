namespace Backtest.Core.Evaluation.Significance;

/// <summary>What each trial lost in each window, so that trials can be compared window by window.</summary>
/// <param name="Losses">One row per trial, one column per window, oldest first; windows without a known value are left out.</param>
/// <param name="Metric">The metric whose mean over the windows the losses have; squared where <paramref name="IsSquared"/>.</param>
/// <param name="IsSquared">Whether the losses are the squares of the metric, whose mean has a meaning where that of roots has none.</param>
public sealed record WindowLosses(IReadOnlyList<double[]> Losses, RankingMetric Metric, bool IsSquared)
{
    /// <summary>The losses of trials by the ranking metric, or by mean absolute error where that is not defined in every window.</summary>
    /// <param name="scores">Scores of the trials, all on the same windows.</param>
    /// <param name="metric">The ranking metric.</param>
    public static WindowLosses Of(IReadOnlyList<BacktestScore> scores, RankingMetric metric)
    {
        var isDefined = scores.All(score => score.Windows.All(window => window.Metrics is null || window.Metrics.Get(metric) is not null));
        var used = isDefined ? metric : RankingMetric.Mae;
        var isSquared = used is RankingMetric.Rmse or RankingMetric.Rmsse;
        return new WindowLosses(
            [
                .. scores.Select(score => score.Windows
                    .Where(window => window.Metrics is not null)
                    .Select(window => window.Metrics!.Get(used)!.Value)
                    .Select(loss => isSquared ? loss * loss : loss)
                    .ToArray()),
            ],
            used,
            isSquared);
    }
}
