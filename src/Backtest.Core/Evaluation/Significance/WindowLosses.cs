namespace Backtest.Core.Evaluation.Significance;

/// <summary>Losses of each trial in each window, by which trials are ranked and compared.</summary>
/// <param name="Losses">
/// One row per trial, one column per window that every trial has a score for, oldest first. Each loss is weighted by the number of
/// known values in its window, so a row's mean is the metric over these windows.
/// </param>
/// <param name="Metric">The metric of the losses; its square if <paramref name="IsSquared"/>.</param>
/// <param name="IsSquared">Whether the losses are squares of the metric, since squares can be averaged and roots cannot.</param>
internal sealed record WindowLosses(IReadOnlyList<double[]> Losses, RankingMetric Metric, bool IsSquared)
{
    /// <summary>The losses of trials by the ranking metric, or by mean absolute error if that is undefined in some window.</summary>
    /// <param name="scores">Scores of the trials.</param>
    /// <param name="metric">The ranking metric.</param>
    public static WindowLosses Of(IReadOnlyList<BacktestScore> scores, RankingMetric metric)
    {
        var windows = scores.Select(score => score.Windows.Where(window => window.Metrics is not null)
            .ToDictionary(window => window.Cutoff, window => window.Metrics!)).ToList();
        int[] cutoffs = [.. windows[0].Keys.Where(cutoff => windows.TrueForAll(one => one.ContainsKey(cutoff))).Order()];
        var used = windows.TrueForAll(one => cutoffs.All(cutoff => one[cutoff].Get(metric) is not null)) ? metric : RankingMetric.Mae;
        var isSquared = used is RankingMetric.Rmse or RankingMetric.Rmsse;
        var values = cutoffs.Average(cutoff => windows[0][cutoff].Count);
        return new WindowLosses(
            [
                .. windows.Select(one => cutoffs.Select(cutoff =>
                {
                    var loss = one[cutoff].Get(used)!.Value;
                    return one[cutoff].Count / values * (isSquared ? loss * loss : loss);
                }).ToArray()),
            ],
            used,
            isSquared);
    }
}
