namespace Backtest.Core.Series;

/// <summary>A regular step between observations: a number of months, a fixed duration, or one working day.</summary>
/// <param name="Months">Months per step; 0 where the step is a duration.</param>
/// <param name="Duration">Duration per step; zero where the step is in months.</param>
/// <param name="MonthEnds">Whether every time is the last day of its month; otherwise months keep the day of the first time.</param>
/// <param name="WorkingWeek">Which days of the week count, where the step is a working day; null where all do.</param>
public sealed record TimeSpacing(int Months, TimeSpan Duration, bool MonthEnds = false, WorkingWeek? WorkingWeek = null)
{
    private static readonly TimeSpacing EveryDay = new(0, TimeSpan.FromDays(1));

    /// <summary>The season length that goes with the step: 12 for months, 4 for quarters, 7 for days, 24 for hours,
    /// 52 for weeks, for working days as many as a week has, 1 for years and anything else.</summary>
    public int NaturalSeasonLength => this switch
    {
        { WorkingWeek: { } week } => week.WorkingDays,
        { Months: 1 } => 12,
        { Months: 3 } => 4,
        { Months: > 0 } => 1,
        { Duration.TotalMinutes: 30 } => 48,
        { Duration.TotalHours: 1 } => 24,
        { Duration.TotalDays: 1 } => 7,
        { Duration.TotalDays: 7 } => 52,
        _ => 1,
    };

    /// <summary>The time <paramref name="steps"/> steps after <paramref name="start"/>.</summary>
    /// <remarks>
    /// A day that a month lacks becomes its last one. With <see cref="MonthEnds"/> every time is at a month's end, also
    /// after a start on the 28th of February. A start on a day off counts as the working day after it.
    /// </remarks>
    public DateTime Add(DateTime start, int steps)
    {
        if (WorkingWeek is { } week)
        {
            var day = WorkingWeek.DayOf(start);
            return start.AddDays(week.DayAfter(week.CountBefore(day) + steps) - day);
        }

        if (Months == 0)
        {
            return start + (Duration * steps);
        }

        var result = start.AddMonths(Months * steps);
        return MonthEnds ? result.AddDays(DateTime.DaysInMonth(result.Year, result.Month) - result.Day) : result;
    }

    /// <summary>Whether <see cref="Add"/> stays within the years that a <see cref="DateTime"/> has, 1 to 9999.</summary>
    public bool CanAdd(DateTime start, int steps)
    {
        if (WorkingWeek is { } week)
        {
            var count = week.CountBefore(WorkingWeek.DayOf(start)) + steps;
            return count >= 0 && week.DayAfter(count) <= WorkingWeek.DayOf(DateTime.MaxValue);
        }

        var months = (((long)start.Year - 1) * 12) + start.Month - 1 + ((long)Months * steps);
        return Months == 0
            ? start.Ticks + ((Int128)Duration.Ticks * steps) <= DateTime.MaxValue.Ticks
            : months < 9999 * 12;
    }

    /// <summary>The number of whole steps from <paramref name="start"/> to <paramref name="time"/>; null if it is not on the step.</summary>
    public int? StepsBetween(DateTime start, DateTime time)
    {
        var steps = this switch
        {
            { WorkingWeek: { } week } => (int)(week.CountBefore(WorkingWeek.DayOf(time)) - week.CountBefore(WorkingWeek.DayOf(start))),
            { Months: > 0 } => (((time.Year - start.Year) * 12) + time.Month - start.Month) / Months,
            _ => (int)Math.Round((time - start) / Duration),
        };
        return CanAdd(start, steps) && Add(start, steps) == time ? steps : null;
    }

    /// <summary>
    /// Finds the step that most neighbouring times have. Where it is a day and some days of the week are left out on purpose,
    /// it is a working day. Null if the times have no such step, or if more than a fifth of the steps would be missing.
    /// </summary>
    /// <param name="times">Strictly increasing times.</param>
    public static TimeSpacing? Detect(ReadOnlySpan<DateTime> times)
    {
        if (times.Length < 3)
        {
            return null;
        }

        if (MostCommonStep(times) is not { } step)
        {
            return null;
        }

        if (step == EveryDay && WorkingWeekDetection.Detect(times) is { } week)
        {
            var workingDay = step with { WorkingWeek = week };
            if (workingDay.Fits(times))
            {
                return workingDay;
            }
        }

        return step.Fits(times) ? step : null;
    }

    // Whether all times are on the step, and few enough of its steps are missing.
    private bool Fits(ReadOnlySpan<DateTime> times)
    {
        if (StepsBetween(times[0], times[^1]) is not { } last || times.Length < 0.8 * (last + 1))
        {
            return false;
        }

        foreach (var time in times)
        {
            if (StepsBetween(times[0], time) is null)
            {
                return false;
            }
        }

        return true;
    }

    // Null where the gaps are of too many lengths to be steps of anything.
    private static TimeSpacing? MostCommonStep(ReadOnlySpan<DateTime> times)
    {
        var monthEnds = true;
        foreach (var time in times)
        {
            monthEnds &= IsMonthEnd(time);
        }

        // n times that miss a fifth of their steps, or of their days in a week of four, lie within 2.2 n of them. Gaps of k lengths
        // take k^2 / 2 at least, so that k is below sqrt(4.4 n); days and months of several lengths make some lengths of one.
        var most = 64 + (16 * Math.Sqrt(times.Length));
        var counts = new Dictionary<(int Months, TimeSpan Duration), int>();
        for (var t = 1; t < times.Length; t++)
        {
            var step = Between(times[t - 1], times[t], monthEnds);
            counts[step] = counts.GetValueOrDefault(step) + 1;
            if (counts.Count > most)
            {
                return null;
            }
        }

        // Of equally common steps months win: around a short February they differ in days.
        var (months, duration) = counts.MaxBy(count => (count.Value, count.Key.Months > 0, -count.Key.Months, -count.Key.Duration)).Key;
        return new TimeSpacing(months, duration, months > 0 && monthEnds);
    }

    private static (int Months, TimeSpan Duration) Between(DateTime earlier, DateTime later, bool monthEnds)
    {
        var months = ((later.Year - earlier.Year) * 12) + later.Month - earlier.Month;
        var sameDay = monthEnds || earlier.Day == later.Day;
        return months > 0 && sameDay && earlier.TimeOfDay == later.TimeOfDay
            ? (months, TimeSpan.Zero)
            : (0, later - earlier);
    }

    private static bool IsMonthEnd(DateTime time) => time.Day == DateTime.DaysInMonth(time.Year, time.Month);
}
