namespace Backtest.Core.Evaluation.Significance;

/// <summary>Two trials, compared on the windows where both have a score.</summary>
/// <param name="Metric">The metric of the losses: the ranking metric, or mean absolute error if that is undefined in some window.</param>
/// <param name="Windows">Number of windows.</param>
/// <param name="Closer">Number of windows where the first trial was closer.</param>
/// <param name="Further">Number of windows where it was further off.</param>
/// <param name="WorstWindow">Index of the first value of the window where it was furthest behind the other; null if it never was.</param>
/// <param name="Test">
/// Diebold-Mariano test of the losses, the first trial's minus the other's; null if there are too few windows or all differences are
/// equal. The p-value is not corrected for picking the pair among many.
/// </param>
public sealed record PairComparison(
    RankingMetric Metric, int Windows, int Closer, int Further, int? WorstWindow, DieboldMarianoResult? Test)
{
    /// <summary>Compares two trials.</summary>
    /// <param name="first">Score of the first.</param>
    /// <param name="other">Score of the other.</param>
    /// <param name="protocol">The protocol of both scores.</param>
    public static PairComparison Of(BacktestScore first, BacktestScore other, BacktestProtocol protocol)
    {
        var losses = WindowLosses.Of([first, other], protocol.Metric);
        double[] differences = [.. losses.Losses[0].Zip(losses.Losses[1], (one, two) => one - two)];
        var starts = first.Windows.Where(window => window.Metrics is not null
                && other.Windows.Any(one => one.Cutoff == window.Cutoff && one.Metrics is not null))
            .OrderBy(window => window.Cutoff)
            .Select(window => window.TestStart)
            .ToList();
        var worst = Array.IndexOf(differences, differences.DefaultIfEmpty(0).Max());
        return new PairComparison(
            losses.Metric,
            differences.Length,
            differences.Count(difference => difference < 0),
            differences.Count(difference => difference > 0),
            worst >= 0 && differences[worst] > 0 ? starts[worst] : null,
            DieboldMariano.Test(differences, RankingSignificance.OverlapOf(protocol)));
    }
}
