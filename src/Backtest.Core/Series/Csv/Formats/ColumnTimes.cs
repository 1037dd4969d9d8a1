using Backtest.Core.Series.Cells;

namespace Backtest.Core.Series.Csv.Formats;

/// <summary>The times of a table's rows.</summary>
/// <param name="Ticks">Ticks of the clock times as written in the file.</param>
/// <param name="Offsets">Minutes that each clock is ahead of UTC; null if the file does not say.</param>
/// <param name="Unit">The period that each time stands for.</param>
/// <param name="Format">Their notation in terms of the grid's <c>columns.format</c>; null if it has no word for it.</param>
/// <param name="Notes">Guesses that were made.</param>
internal sealed record ColumnTimes(long[] Ticks, short[]? Offsets, TimeUnit Unit, string? Format, IReadOnlyList<string> Notes)
{
    /// <summary>Whether they are counts 1, 2, 3, ... rather than times; the ticks are then the counts.</summary>
    public bool IsCount { get; init; }

    /// <summary>Ticks since the year 1 in UTC, or in clock time if offsets are unknown, by which rows are sorted.</summary>
    public long Instant(int row) => Offsets is { } offsets ? Ticks[row] - (offsets[row] * TimeSpan.TicksPerMinute) : Ticks[row];
}
