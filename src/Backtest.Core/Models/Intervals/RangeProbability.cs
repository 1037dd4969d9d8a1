namespace Backtest.Core.Models.Intervals;

/// <summary>How probable it is that a value lies in a range.</summary>
/// <param name="Lower">Lower bound, included; null for none.</param>
/// <param name="Upper">Upper bound, not included; null for none.</param>
/// <param name="Probability">In [0, 1]; those of all ranges of a step sum to one.</param>
public sealed record RangeProbability(double? Lower, double? Upper, double Probability);
