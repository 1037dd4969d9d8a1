namespace Backtest.FuzzTests.Dialects;

/// <summary>Rows of one or two series at the times of a clock.</summary>
internal static class ClockRows
{
    /// <summary>Some values from the first time on.</summary>
    /// <param name="random">Source of choices.</param>
    /// <param name="times">The times.</param>
    /// <param name="numbers">How numbers are written.</param>
    /// <param name="isNeeded">Whether the row of a time is required; null if none is.</param>
    public static List<WrittenRow> Of(
        Random random, IEnumerable<DateTimeOffset> times, NumberDialect numbers, Func<DateTimeOffset, bool>? isNeeded = null)
    {
        var rows = new List<WrittenRow>();
        foreach (var id in WrittenIds.Of(random, chinese: false, random.Next(4) > 0 ? 1 : 2))
        {
            var length = random.Next(30, 90);
            var gap = random.Next(4) == 0 ? random.Next(5, length - 5) : -1;
            foreach (var (t, time) in times.Take(length).Index())
            {
                if (t != gap || isNeeded?.Invoke(time) == true)
                {
                    var (number, value) = t > 0 && t < length - 1 ? numbers.NextOrMissing(random, 25) : numbers.Next(random);
                    rows.Add(new WrittenRow(id, time, number, value));
                }
            }
        }

        return rows;
    }
}
