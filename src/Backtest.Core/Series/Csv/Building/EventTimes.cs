using Backtest.Core.Problems;
using Backtest.Core.Series.Csv.Formats;

namespace Backtest.Core.Series.Csv.Building;

/// <summary>Turns a column of event times into a series of the intervals between successive events.</summary>
internal static class EventTimes
{
    /// <summary>Makes the series.</summary>
    public static TimeSeries ToIntervals(string name, ColumnTimes times)
    {
        if (times.Ticks.Length < 2)
        {
            throw new InputException("A single event time gives no interval.", null, "Give at least two event times.");
        }

        var notes = new List<string>();
        var instants = Enumerable.Range(0, times.Ticks.Length).Select(times.Instant).ToArray();
        if (!instants.AsSpan().SequenceEqual(instants.Order().ToArray()))
        {
            Array.Sort(instants);
            notes.Add("The event times were out of order and have been sorted.");
        }

        var intervals = new TimeSpan[instants.Length - 1];
        for (var t = 0; t < intervals.Length; t++)
        {
            intervals[t] = new TimeSpan(instants[t + 1] - instants[t]);
        }

        var inDays = intervals.Order().ElementAt(intervals.Length / 2) >= TimeSpan.FromDays(1);
        notes.Add($"{instants.Length} event times were read as {intervals.Length} intervals in {(inDays ? "days" : "hours")}.");
        return new TimeSeries(
            name, [.. intervals.Select(interval => inDays ? interval.TotalDays : interval.TotalHours)], null, null, notes);
    }
}
