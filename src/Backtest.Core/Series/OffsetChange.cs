namespace Backtest.Core.Series;

/// <summary>A change of the offset of a series' clock.</summary>
/// <param name="Index">Index of the first value with the offset.</param>
/// <param name="Offset">How far the clock is ahead of UTC.</param>
public sealed record OffsetChange(int Index, TimeSpan Offset);
