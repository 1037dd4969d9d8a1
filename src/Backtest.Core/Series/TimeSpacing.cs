using System.Text.Json.Serialization;

namespace Backtest.Core.Series;

/// <summary>A regular step between observations: a number of months, a fixed duration, or one working day.</summary>
/// <param name="Months">Months per step; 0 if the step is a duration.</param>
/// <param name="Duration">Duration per step; zero if the step is in months.</param>
/// <param name="MonthEnds">Whether every time is the last day of its month; otherwise months keep the day of the first time.</param>
/// <param name="WorkingWeek">The weekdays that count, if the step is a working day; null if all do.</param>
/// <param name="MonthDay">
/// The day of the month of a time, if it is neither the last nor always the same; otherwise null.
/// </param>
public sealed record TimeSpacing(
    int Months, TimeSpan Duration, bool MonthEnds = false, WorkingWeek? WorkingWeek = null, MonthDay? MonthDay = null)
{
    private const int MonthsPerYear = 12;
    private const double DaysPerYear = 365.25;
    private const int DaysPerWeek = 7;
    private const double WeeksPerYear = DaysPerYear / DaysPerWeek;
    private const int MinutesPerDay = 24 * 60;

    /// <summary>
    /// The season length implied by the step, 1 for none: for months, the number of steps in a year, if at least two; 7 for days, and the
    /// number of working days in a week for working days; 52 for weeks, 26 for two and 13 for four weeks; 24 for hours, and the number of
    /// steps in a day for several hours or 5, 10, 15, 20 or 30 minutes.
    /// </summary>
    public int NaturalSeasonLength => this switch
    {
        { WorkingWeek: { } week } => week.WorkingDays,
        { Months: > 0 and < MonthsPerYear } when MonthsPerYear % Months == 0 => MonthsPerYear / Months,
        { Months: > 0 } => 1,
        { Duration.TotalMinutes: 5 or 10 or 15 or 20 or 30 } => (int)(MinutesPerDay / Duration.TotalMinutes),
        { Duration.TotalHours: 1 or 2 or 3 or 4 or 6 or 8 or 12 } => (int)(24 / Duration.TotalHours),
        { Duration.TotalDays: 1 } => 7,
        { Duration.TotalDays: 7 or 14 or 28 } => (int)(364 / Duration.TotalDays),
        _ => 1,
    };

    /// <summary>
    /// The longer seasons besides <see cref="NaturalSeasonLength"/>: a year of days or working days, and a week of shorter steps.
    /// </summary>
    internal IReadOnlyList<double> LongSeasons => this switch
    {
        { WorkingWeek: { } week } => [Math.Round(week.WorkingDays * WeeksPerYear, 2)],
        { Months: 0, Duration.TotalDays: 1 } => [DaysPerYear],
        { IsWithinDay: true, NaturalSeasonLength: > 1 and var day } => [day * DaysPerWeek],
        _ => [],
    };

    /// <summary>Whether the step is shorter than a day.</summary>
    internal bool IsWithinDay => Months == 0 && Duration.Ticks % TimeSpan.TicksPerDay != 0;

    /// <summary>Whether the step is longer than a day.</summary>
    internal bool IsLongerThanDay => Months > 0 || Duration > TimeSpan.FromDays(1);

    /// <summary>The step in words.</summary>
    [JsonIgnore]
    public string Text => this switch
    {
        { WorkingWeek: not null } => "working day",
        { Months: 1 } => "month",
        { Months: 3 } => "quarter",
        { Months: 6 } => "half year",
        { Months: 12 } => "year",
        { Months: > 0 } => $"{Months} months",
        { Duration.TotalDays: 1 } => "day",
        { Duration.TotalDays: 7 } => "week",
        { Duration.TotalHours: 1 } => "hour",
        { Duration.TotalMinutes: 1 } => "minute",
        { Duration.TotalSeconds: 1 } => "second",
        _ when Duration.Ticks % (7 * TimeSpan.TicksPerDay) == 0 => $"{Duration.Ticks / (7 * TimeSpan.TicksPerDay)} weeks",
        _ when Duration.Ticks % TimeSpan.TicksPerDay == 0 => $"{Duration.Ticks / TimeSpan.TicksPerDay} days",
        _ when Duration.Ticks % TimeSpan.TicksPerHour == 0 => $"{Duration.Ticks / TimeSpan.TicksPerHour} hours",
        _ when Duration.Ticks % TimeSpan.TicksPerMinute == 0 => $"{Duration.Ticks / TimeSpan.TicksPerMinute} minutes",
        _ when Duration.Ticks % TimeSpan.TicksPerSecond == 0 => $"{Duration.Ticks / TimeSpan.TicksPerSecond} seconds",
        _ => Duration.ToString(),
    };

    /// <summary>The time <paramref name="steps"/> steps after <paramref name="start"/>.</summary>
    /// <remarks>
    /// A day that a month lacks becomes its last one. With <see cref="MonthEnds"/>, every time is at the end of a month, even
    /// after a start on the 28th of February. A start on a day off counts as the next working day.
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
        return (MonthEnds, MonthDay) switch
        {
            (true, _) => result.AddDays(DateTime.DaysInMonth(result.Year, result.Month) - result.Day),
            (_, Series.MonthDay.FirstWeekday) => result.AddDays(FirstWeekday(result) - result.Day),
            (_, Series.MonthDay.LastWeekday) => result.AddDays(LastWeekday(result) - result.Day),
            _ => result,
        };
    }

    /// <summary>Whether <see cref="Add"/> stays within the years of a <see cref="DateTime"/>, 1 to 9999.</summary>
    public bool CanAdd(DateTime start, int steps)
    {
        if (WorkingWeek is { } week)
        {
            var count = week.CountBefore(WorkingWeek.DayOf(start)) + steps;
            return count >= 0 && week.DayAfter(count) <= WorkingWeek.DayOf(DateTime.MaxValue);
        }

        var months = (((long)start.Year - 1) * MonthsPerYear) + start.Month - 1 + ((long)Months * steps);
        return Months == 0
            ? start.Ticks + ((Int128)Duration.Ticks * steps) <= DateTime.MaxValue.Ticks
            : months < 9999 * MonthsPerYear;
    }

    /// <summary>
    /// The number of whole steps from <paramref name="start"/> to <paramref name="time"/>; null if it is not on the step.
    /// </summary>
    /// <remarks>With a <see cref="MonthDay"/>, every day of the month is on the step.</remarks>
    public int? StepsBetween(DateTime start, DateTime time)
    {
        var steps = NearestSteps(start, time);
        return CanAdd(start, steps) && (MonthDay is not null ? MonthsBetween(start, time) % Months == 0 : Add(start, steps) == time)
            ? steps
            : null;
    }

    /// <summary>The number of steps from <paramref name="start"/> to the period of a time, or to the nearest step.</summary>
    internal int NearestSteps(DateTime start, DateTime time) => this switch
    {
        { WorkingWeek: { } week } => (int)(week.CountBefore(WorkingWeek.DayOf(time)) - week.CountBefore(WorkingWeek.DayOf(start))),
        { Months: > 0 } => (int)Math.Floor(MonthsBetween(start, time) / (double)Months),
        _ => (int)Math.Round((time - start) / Duration, MidpointRounding.AwayFromZero),
    };

    /// <summary>
    /// The start of the step's period that contains a time: months by the calendar, days and weeks from a Monday.
    /// </summary>
    /// <param name="ticks">The time.</param>
    internal long PeriodStart(long ticks)
    {
        var time = new DateTime(ticks);
        if (Months > 0)
        {
            var months = (time.Year * MonthsPerYear) + time.Month - 1;
            months -= months % Months;
            return new DateTime(months / MonthsPerYear, (months % MonthsPerYear) + 1, 1).Ticks;
        }

        // The first day of the calendar was a Monday, so weeks begin with one.
        return ticks - (ticks % Duration.Ticks);
    }

    /// <summary>
    /// Finds the most common step between neighbouring times. If it is a day and some weekdays are deliberately left out, it is a working
    /// day. Null if there is no such step, a time is off it, or it has more gaps than neighbours.
    /// </summary>
    /// <param name="times">Strictly increasing times.</param>
    public static TimeSpacing? Detect(ReadOnlySpan<DateTime> times) => SpacingFit.OnStep(times)?.Step;

    /// <summary>The first day of a time's month from Monday to Friday.</summary>
    internal static int FirstWeekday(DateTime time) => new DateTime(time.Year, time.Month, 1).DayOfWeek switch
    {
        DayOfWeek.Saturday => 3,
        DayOfWeek.Sunday => 2,
        _ => 1,
    };

    /// <summary>The last day of a time's month from Monday to Friday.</summary>
    internal static int LastWeekday(DateTime time)
    {
        var last = DateTime.DaysInMonth(time.Year, time.Month);
        return new DateTime(time.Year, time.Month, last).DayOfWeek switch
        {
            DayOfWeek.Saturday => last - 1,
            DayOfWeek.Sunday => last - 2,
            _ => last,
        };
    }

    private static int MonthsBetween(DateTime start, DateTime time) =>
        ((time.Year - start.Year) * MonthsPerYear) + time.Month - start.Month;
}
