namespace Backtest.Core.Series.Csv.Building;

/// <summary>The times of a series' rows.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Ticks">Ticks of their clock times.</param>
/// <param name="Offsets">Minutes that the clock is ahead of UTC at each; null if unknown and constant.</param>
/// <param name="IsOffsetKnown">Whether the file has the offsets; otherwise they explain an hour that occurs twice.</param>
internal sealed record TimeAxis(int[] Rows, long[] Ticks, short[]? Offsets, bool IsOffsetKnown)
{
    /// <summary>The instant of a row, by which rows are sorted.</summary>
    public long Instant(int k) => Offsets is { } offsets ? Ticks[k] - (offsets[k] * TimeSpan.TicksPerMinute) : Ticks[k];

    /// <summary>Whether each time is later than the previous one.</summary>
    public bool IsAscending()
    {
        for (var k = 1; k < Ticks.Length; k++)
        {
            if (Instant(k) <= Instant(k - 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows from the last to the first.</summary>
    public TimeAxis Reversed() =>
        this with { Rows = [.. Rows.Reverse()], Ticks = [.. Ticks.Reverse()], Offsets = Offsets?.Reverse().ToArray() };

    /// <summary>The rows in another order.</summary>
    public TimeAxis Sorted(int[] order) => this with
    {
        Rows = Array.ConvertAll(order, k => Rows[k]),
        Ticks = Array.ConvertAll(order, k => Ticks[k]),
        Offsets = Offsets is { } offsets ? Array.ConvertAll(order, k => offsets[k]) : null,
    };
}
