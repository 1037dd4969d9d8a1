namespace Backtest.Core.Models.Intervals;

/// <summary>The probability that a value lies in a range.</summary>
/// <param name="Lower">Lower bound, inclusive; null for none.</param>
/// <param name="Upper">Upper bound, exclusive; null for none.</param>
/// <param name="Probability">In [0, 1]; those of all ranges of a step sum to one.</param>
public sealed record RangeProbability(double? Lower, double? Upper, double Probability);
