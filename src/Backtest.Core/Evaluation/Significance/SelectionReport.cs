namespace Backtest.Core.Evaluation.Significance;

/// <summary>How the choice among many trials affects the score of the best one.</summary>
/// <param name="Trials">Number of ranked trials.</param>
/// <param name="Windows">Number of windows of the comparison.</param>
/// <param name="Metric">
/// The metric of the comparison: the ranking metric, or mean absolute error if that is undefined in some window.
/// </param>
/// <param name="Score">The score of the trial that ranks first.</param>
/// <param name="Optimism">
/// The expected optimism of the score, since the best trial was picked by it; see <see cref="SelectionOptimism"/>. Null if there
/// are too few windows.
/// </param>
/// <param name="Level">Level of the model confidence set.</param>
/// <param name="Tested">Number of trials, the best and the naive ones, that the set was sought among.</param>
/// <param name="InSet">Number of trials in the set; null if there are too few windows to tell.</param>
public sealed record SelectionReport(
    int Trials, int Windows, RankingMetric Metric, double Score, double? Optimism, double Level, int Tested, int? InSet);
