namespace Backtest.Core.Series;

/// <summary>Tells days of the week that a series leaves out from days that it lacks by chance.</summary>
internal static class WorkingWeekDetection
{
    // With fewer, most days of the week would be off.
    private const int FewestDays = 4;
    private const int FewestDaysOfWeekend = 2;
    private const int FewestWeeks = 2;
    private const double Significance = 0.005;

    /// <summary>Finds the working days of daily times.</summary>
    /// <remarks>
    /// Two or more days off in a row are a weekend if the times skip it twice, or if they are two whole weeks. They cannot be
    /// mistaken for days with gaps, which have four fifths of all days: without two weekends fewer are left. A single day off,
    /// several apart from each other, and all days off of sparse times may be gaps. They count where so many gaps at random
    /// would hardly meet the same day of the week every time.
    /// </remarks>
    /// <param name="times">Strictly increasing times on whole days.</param>
    /// <param name="isSparse">Whether fewer than four fifths of all days may have a time.</param>
    /// <returns>The days of the week that occur; null where all do, or the others are missing for no clear reason.</returns>
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
