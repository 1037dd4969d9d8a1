using Backtest.Core.Series.Cells;

namespace Backtest.Core.Series.Csv.Formats;

/// <summary>The times of a table's rows.</summary>
/// <param name="Ticks">Ticks of the clock times as they stand in the file.</param>
/// <param name="Offsets">Minutes that each clock is ahead of UTC; null where the file does not say.</param>
/// <param name="Unit">What each time stands for.</param>
/// <param name="Format">How they are written, as the grid's <c>columns.format</c> says it; null where it has no word for it.</param>
/// <param name="Notes">What was guessed.</param>
internal sealed record ColumnTimes(long[] Ticks, short[]? Offsets, TimeUnit Unit, string? Format, IReadOnlyList<string> Notes)
{
    /// <summary>Whether they are counts 1, 2, 3, ... rather than times; ticks are the counts then.</summary>
    public bool IsCount { get; init; }

    /// <summary>Ticks since the year 1 in UTC, or by the clock where offsets are not known: what puts rows in order.</summary>
    public long Instant(int row) => Offsets is { } offsets ? Ticks[row] - (offsets[row] * TimeSpan.TicksPerMinute) : Ticks[row];
}
