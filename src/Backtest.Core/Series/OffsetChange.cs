namespace Backtest.Core.Series;

/// <summary>From when on the clock of a series has an offset.</summary>
/// <param name="Index">The first value that has it.</param>
/// <param name="Offset">How far the clock is ahead of UTC.</param>
public sealed record OffsetChange(int Index, TimeSpan Offset);
