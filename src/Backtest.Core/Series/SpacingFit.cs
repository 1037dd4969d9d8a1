namespace Backtest.Core.Series;

/// <summary>The step of times, and the place of each time on it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Anchor">The time of place 0.</param>
/// <param name="Places">Number of steps from the anchor to each time, ascending.</param>
/// <param name="Off">The first time that is off the step and was moved to the nearest place; -1 if there is none.</param>
/// <param name="OffCount">Number of such times.</param>
internal sealed record SpacingFit(TimeSpacing Step, DateTime Anchor, int[] Places, int Off = -1, int OffCount = 0)
{
    private const int FewestTimes = 3;
    private const double Most = 0.5;

    // With a smaller share of times, most neighbours must be a step apart, and the gaps must not have a pattern.
    private const double MostPresent = 0.8;
    private const double MostNeighbours = 0.7;
    private const double FewestPresent = 0.5;
    private const int FewGaps = 3;
    private const int FewTimes = 20;
    private const int LongGap = 7;
    private const double MostOnTwoDays = 0.6;

    // A single time off the step, or one in this many, does not hide it.
    private const int TimesPerOff = 20;
    private const int FewestForOff = 8;
    private const int FewestMonths = 6;
    private const int MostDaysApart = 10;
    private const double MostWeekdays = 0.8;

    // For clocks that run unevenly: the largest deviation of times, relative to the step.
    private const double MostUneven = 0.1;

    private static readonly TimeSpacing EveryDay = new(0, TimeSpan.FromDays(1));

    private static readonly TimeSpan[] CommonDurations =
    [
        .. new[] { 1, 2, 5, 10, 15, 20, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds)),
        .. new[] { 1, 2, 5, 10, 15, 20, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes)),
        .. new[] { 1, 2, 3, 4, 6, 8, 12, 24, 168 }.Select(hours => TimeSpan.FromHours(hours)),
    ];

    private static readonly TimeSpacing[] CalendarSteps =
        [
            new(12, TimeSpan.Zero),
            new(3, TimeSpan.Zero),
            new(1, TimeSpan.Zero),
            new(0, TimeSpan.FromDays(7)),
            EveryDay,
            new(0, TimeSpan.FromHours(1)),
            new(0, TimeSpan.FromMinutes(1))];

    /// <summary>Number of places from the first time to the last.</summary>
    public int Length => Places[^1] - Places[0] + 1;

    /// <summary>
    /// The step that fits all times: four fifths of its places have a time, or most neighbours are a step apart and at least half of the
    /// places have a time, or there are at most three gaps. Null if there is none.
    /// </summary>
    /// <param name="times">Strictly increasing times.</param>
    public static SpacingFit? OnStep(ReadOnlySpan<DateTime> times)
    {
        if (times.Length < FewestTimes)
        {
            return null;
        }

        var step = MostCommonStep(times);
        if (WorkingDays(step, times) is { } days && Fit(days, times) is { } working && working.HasFewGaps())
        {
            return working;
        }

        if (Fit(step, times) is { } fit && fit.HasFewGaps())
        {
            return fit;
        }

        return Monthly(times) is { } months && Fit(months, times) is { } monthly && monthly.HasFewGaps() ? monthly : null;
    }

    private bool HasFewGaps()
    {
        var (count, length) = (Places.Length, Length);
        if (count >= MostPresent * length)
        {
            return true;
        }

        var gaps = count - 1 - NextPlaces();
        if (gaps > (1 - MostNeighbours) * (count - 1) || (count < FewestPresent * length && gaps > FewGaps))
        {
            return false;
        }

        // A few days do not distinguish a working week from other days.
        if (Step.WorkingWeek is not null && count < FewTimes)
        {
            return false;
        }

        // For daily times, the missing days may be the same in every week, which few values do not show.
        return Step != EveryDay || (count < FewTimes ? gaps == 1 && length - count >= LongGap : !MissesDaysOfWeek());
    }

    private bool MissesDaysOfWeek()
    {
        var missing = new int[WorkingWeek.CalendarDays];
        var first = WorkingWeek.DayOf(Anchor);
        for (var t = 1; t < Places.Length; t++)
        {
            for (var place = Places[t - 1] + 1; place < Places[t]; place++)
            {
                missing[(first + place) % WorkingWeek.CalendarDays]++;
            }
        }

        Array.Sort(missing);
        return missing[^1] + missing[^2] > MostOnTwoDays * missing.Sum();
    }

    /// <summary>
    /// The same, but a few times may be off the step, or all by little: each moves to the nearest free place.
    /// </summary>
    /// <param name="times">Strictly increasing times.</param>
    public static SpacingFit? NearStep(ReadOnlySpan<DateTime> times)
    {
        if (OnStep(times) is { } exact)
        {
            return exact;
        }

        if (times.Length < FewestForOff)
        {
            return null;
        }

        return WithFewOff(times, MostCommonStep(times)) ?? Uneven(times) ?? ByDay(times);
    }

    /// <summary>
    /// The longest calendar step that fits all times, however many of its places are empty; null if there is none. Weekdays without any
    /// time are left out if that is unlikely to be chance.
    /// </summary>
    /// <param name="times">Strictly increasing times.</param>
    public static SpacingFit? OnCalendar(ReadOnlySpan<DateTime> times)
    {
        foreach (var step in CalendarSteps)
        {
            if (Fit(step, times) is { } fit)
            {
                return fit.OnWorkingDays(times);
            }
        }

        return null;
    }

    /// <summary>The places of times on a given step; null if two times share a place.</summary>
    /// <param name="times">Strictly increasing times.</param>
    /// <param name="step">The step.</param>
    public static SpacingFit? On(ReadOnlySpan<DateTime> times, TimeSpacing step) =>
        Fit(step, times) ?? Near(times, step, AnchorOf(times, step), times.Length);

    private static SpacingFit? Fit(TimeSpacing step, ReadOnlySpan<DateTime> times)
    {
        var places = new int[times.Length];
        for (var t = 0; t < times.Length; t++)
        {
            if (step.StepsBetween(times[0], times[t]) is not { } place || (t > 0 && place <= places[t - 1]))
            {
                return null;
            }

            places[t] = place;
        }

        return places[^1] <= MostPlaces(times.Length) ? new SpacingFit(step, times[0], places) : null;
    }

    // A step that leaves nearly all of its places empty is not one, and would fill the memory.
    private static long MostPlaces(int times) => 1_000 + (100L * times);

    private static SpacingFit? WithFewOff(ReadOnlySpan<DateTime> times, TimeSpacing step)
    {
        var most = Math.Max(1, times.Length / TimesPerOff);
        return WorkingDays(step, times) is { } days && Near(times, days, times[0], most) is { } working && working.HasFewGaps()
            ? working
            : Near(times, step, AnchorOf(times, step), most) is { } fit && fit.HasFewGaps() ? fit : null;
    }

    private static SpacingFit? Near(ReadOnlySpan<DateTime> times, TimeSpacing step, DateTime anchor, int mostOff)
    {
        var places = new int[times.Length];
        var (off, count) = (-1, 0);
        for (var t = 0; t < times.Length; t++)
        {
            var place = step.NearestSteps(anchor, times[t]);
            if ((t > 0 && place <= places[t - 1]) || !step.CanAdd(anchor, place))
            {
                return null;
            }

            places[t] = place;
            if (step.StepsBetween(anchor, times[t]) is null)
            {
                off = off < 0 ? t : off;
                count++;
            }
        }

        return count <= mostOff && places[^1] - (long)places[0] <= MostPlaces(times.Length)
            ? new SpacingFit(step, anchor, places, off, count)
            : null;
    }

    // A time that is one step from another, moved by whole steps to about the first time.
    private static DateTime AnchorOf(ReadOnlySpan<DateTime> times, TimeSpacing step)
    {
        for (var t = 1; t < times.Length && step.WorkingWeek is null; t++)
        {
            var on = times[t - 1];
            if (step.CanAdd(on, 1) && step.Add(on, 1) == times[t])
            {
                return step.Months > 0
                    ? on.AddMonths(-step.Months * step.NearestSteps(times[0], on))
                    : on - (step.Duration * (int)Math.Round((on - times[0]) / step.Duration, MidpointRounding.AwayFromZero));
            }
        }

        return times[0];
    }

    // Times that deviate a little from a constant duration, as from a program that waits between two measurements.
    private static SpacingFit? Uneven(ReadOnlySpan<DateTime> times)
    {
        var steps = new TimeSpan[times.Length - 1];
        for (var t = 1; t < times.Length; t++)
        {
            steps[t - 1] = times[t] - times[t - 1];
        }

        Array.Sort(steps);
        var median = steps[steps.Length / 2];
        foreach (var duration in CommonDurations)
        {
            if (Math.Abs(median / duration - 1) > MostUneven)
            {
                continue;
            }

            var anchor = new DateTime((times[0].Ticks + (duration.Ticks / 2)) / duration.Ticks * duration.Ticks, times[0].Kind);
            if (Near(times, new TimeSpacing(0, duration), anchor, times.Length) is { } fit
                && fit.AreNear(times)
                && fit.NextPlaces() > Most * (times.Length - 1))
            {
                return fit.OnWorkingDays(times);
            }
        }

        return null;
    }

    // If a considerable part of all days has no time: a step on the weekdays that have times.
    private SpacingFit OnWorkingDays(ReadOnlySpan<DateTime> times) =>
        WorkingDays(Step, times, isSparse: true) is { } days && Near(times, days, Anchor, times.Length) is { } fit ? fit : this;

    // Days without the weekdays that deliberately have no times; null if there are none, or the step is not a day.
    private static TimeSpacing? WorkingDays(TimeSpacing step, ReadOnlySpan<DateTime> times, bool isSparse = false) =>
        step == EveryDay && WorkingWeekDetection.Detect(times, isSparse) is { } week ? step with { WorkingWeek = week } : null;

    private bool AreNear(ReadOnlySpan<DateTime> times)
    {
        for (var t = 0; t < times.Length; t++)
        {
            if ((times[t] - Step.Add(Anchor, Places[t])).Duration() > MostUneven * Step.Duration)
            {
                return false;
            }
        }

        return true;
    }

    private int NextPlaces() => Places.Zip(Places.Skip(1), (a, b) => b - a == 1 ? 1 : 0).Sum();

    // One time on each day, at any time of day.
    private static SpacingFit? ByDay(ReadOnlySpan<DateTime> times)
    {
        var days = new DateTime[times.Length];
        for (var t = 0; t < times.Length; t++)
        {
            days[t] = times[t].Date;
            if (t > 0 && days[t] <= days[t - 1])
            {
                return null;
            }
        }

        return OnStep(days) is { } fit
            ? fit with { Off = Array.FindIndex(times.ToArray(), time => time.TimeOfDay != TimeSpan.Zero), OffCount = times.Length }
            : null;
    }

    // The most common distance of neighbours.
    private static TimeSpacing MostCommonStep(ReadOnlySpan<DateTime> times)
    {
        var monthEnds = true;
        foreach (var time in times)
        {
            monthEnds &= time.Day == DateTime.DaysInMonth(time.Year, time.Month);
        }

        var counts = new Dictionary<(int Months, TimeSpan Duration), int>();
        for (var t = 1; t < times.Length; t++)
        {
            var step = Between(times[t - 1], times[t], monthEnds);
            counts[step] = counts.GetValueOrDefault(step) + 1;
        }

        // Among equally common steps, months are preferred: around a short February they differ in days.
        var best = counts.MaxBy(count => (count.Value, count.Key.Months > 0, -count.Key.Months, -count.Key.Duration));
        return new TimeSpacing(best.Key.Months, best.Key.Duration, best.Key.Months > 0 && monthEnds);
    }

    private static (int Months, TimeSpan Duration) Between(DateTime earlier, DateTime later, bool monthEnds)
    {
        var months = ((later.Year - earlier.Year) * 12) + later.Month - earlier.Month;
        var sameDay = monthEnds || earlier.Day == later.Day || IsCut(earlier, later) || IsCut(later, earlier);
        return months > 0 && sameDay && earlier.TimeOfDay == later.TimeOfDay
            ? (months, TimeSpan.Zero)
            : (0, later - earlier);
    }

    // The last day of a month that is shorter than the other's day.
    private static bool IsCut(DateTime time, DateTime other) =>
        time.Day < other.Day && time.Day == DateTime.DaysInMonth(time.Year, time.Month);

    // One time in each month, quarter, half year or year, on its first or last weekday or about the same day.
    private static TimeSpacing? Monthly(ReadOnlySpan<DateTime> times)
    {
        if (times.Length < FewestMonths)
        {
            return null;
        }

        var counts = new Dictionary<int, int>();
        var (firsts, lasts, least, most) = (0, 0, 31, 1);
        for (var t = 0; t < times.Length; t++)
        {
            var time = times[t];
            firsts += time.Day == TimeSpacing.FirstWeekday(time) ? 1 : 0;
            lasts += time.Day == TimeSpacing.LastWeekday(time) ? 1 : 0;
            (least, most) = (Math.Min(least, time.Day), Math.Max(most, time.Day));
            var months = t == 0 ? 0 : ((time.Year - times[t - 1].Year) * 12) + time.Month - times[t - 1].Month;
            if (t > 0 && months == 0)
            {
                return null;
            }

            counts[months] = counts.GetValueOrDefault(months) + (t > 0 ? 1 : 0);
        }

        var (step, count) = counts.Where(pair => pair.Key > 0).MaxBy(pair => (pair.Value, -pair.Key));
        return count <= Most * (times.Length - 1) || counts.Keys.Any(months => months % step != 0) ? null
            : firsts >= MostWeekdays * times.Length && most <= MostDaysApart
                ? new TimeSpacing(step, TimeSpan.Zero, MonthDay: MonthDay.FirstWeekday)
            : lasts >= MostWeekdays * times.Length && most - least <= MostDaysApart
                ? new TimeSpacing(step, TimeSpan.Zero, MonthDay: MonthDay.LastWeekday)
            : most - least <= MostDaysApart ? new TimeSpacing(step, TimeSpan.Zero, MonthDay: MonthDay.Any)
            : null;
    }
}
