namespace Backtest.Core.Evaluation.Significance;

/// <summary>What the choice among many trials does to the score of the best one.</summary>
/// <param name="Trials">Number of trials that were ranked.</param>
/// <param name="Windows">Number of windows in which they were compared.</param>
/// <param name="Metric">
/// The metric of the comparison: the ranking one, or mean absolute error where that is not defined in every window.
/// </param>
/// <param name="Score">The score of the trial that ranks first.</param>
/// <param name="Optimism">
/// By how much the score is expected to be too good because the best of all was picked by it; see
/// <see cref="SelectionOptimism"/>. Null where there are too few windows.
/// </param>
/// <param name="Level">Level of the model confidence set.</param>
/// <param name="Tested">How many of the best trials, and naive ones, the set was sought among.</param>
/// <param name="InSet">How many of them are in it; null where there are too few windows to tell.</param>
public sealed record SelectionReport(
    int Trials, int Windows, RankingMetric Metric, double Score, double? Optimism, double Level, int Tested, int? InSet);
