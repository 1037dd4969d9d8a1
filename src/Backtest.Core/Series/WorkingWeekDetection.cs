namespace Backtest.Core.Series;

/// <summary>Distinguishes weekdays that a series leaves out from days that are missing by chance.</summary>
internal static class WorkingWeekDetection
{
    // With fewer, most weekdays would be off.
    private const int FewestDays = 4;
    private const int FewestDaysOfWeekend = 2;
    private const int FewestWeeks = 2;
    private const double Significance = 0.005;

    /// <summary>Finds the working days of daily times.</summary>
    /// <remarks>
    /// Two or more contiguous days off are a weekend if the times skip it twice, or if they span two whole weeks. Daily times with gaps
    /// have at least four fifths of all days, which is impossible without two weekends. A single day off, several separate ones, and any
    /// days off of sparse times may be gaps. They count if that many random gaps would hardly all fall on the same weekdays.
    /// </remarks>
    /// <param name="times">Strictly increasing times on whole days.</param>
    /// <param name="isSparse">Whether fewer than four fifths of all days may have a time.</param>
    /// <returns>The weekdays that occur; null if all do, or the others are missing for no clear reason.</returns>
    public static WorkingWeek? Detect(ReadOnlySpan<DateTime> times, bool isSparse = false)
    {
        Span<bool> occurs = stackalloc bool[WorkingWeek.CalendarDays];
        foreach (var time in times)
        {
            occurs[(int)(WorkingWeek.DayOf(time) % WorkingWeek.CalendarDays)] = true;
        }

        var week = WorkingWeek.Of(occurs);
        var daysOff = WorkingWeek.CalendarDays - week.WorkingDays;
        if (daysOff == 0 || week.WorkingDays < FewestDays)
        {
            return null;
        }

        var (first, end) = (WorkingWeek.DayOf(times[0]), WorkingWeek.DayOf(times[^1]) + 1);
        var working = week.CountBefore(end) - week.CountBefore(first);
        var off = end - first - working;
        var isOnPurpose = !isSparse && week.IsOneRow && daysOff >= FewestDaysOfWeekend
            ? off >= FewestWeeks * daysOff || working >= FewestWeeks * week.WorkingDays
            : WorkingWeek.CalendarDays * Math.Pow((end - first - times.Length) / (double)(end - first), off) < Significance;
        return isOnPurpose ? week : null;
    }
}
