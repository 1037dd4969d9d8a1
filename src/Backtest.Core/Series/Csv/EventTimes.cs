using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>A column of event times as a series of the intervals between successive events.</summary>
internal static class EventTimes
{
    public static TimeSeries ToIntervals(string name, DateTime[] times)
    {
        if (times.Length < 2)
        {
            throw new InputException("One event time has no interval.", null, "Give at least two event times.");
        }

        var notes = new List<string>();
        if (!IsOrdered(times))
        {
            times = [.. times.Order()];
            notes.Add("The event times were not in order and have been sorted.");
        }

        var intervals = new TimeSpan[times.Length - 1];
        for (var t = 0; t < intervals.Length; t++)
        {
            intervals[t] = times[t + 1] - times[t];
        }

        var inDays = intervals.Order().ElementAt(intervals.Length / 2) >= TimeSpan.FromDays(1);
        notes.Add($"{times.Length} event times were read as {intervals.Length} intervals in {(inDays ? "days" : "hours")}.");
        return new TimeSeries(name, [.. intervals.Select(interval => inDays ? interval.TotalDays : interval.TotalHours)], null, null, notes);
    }

    private static bool IsOrdered(DateTime[] times)
    {
        for (var t = 1; t < times.Length; t++)
        {
            if (times[t] < times[t - 1])
            {
                return false;
            }
        }

        return true;
    }
}
