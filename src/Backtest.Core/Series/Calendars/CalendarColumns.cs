using System.Globalization;

namespace Backtest.Core.Series.Calendars;

/// <summary>
/// The covariates of a calendar. A step of a day or less has the facts of its day. A longer step counts those of its period: the month,
/// quarter or year of the calendar, or the week from Monday, that contains its time; for other numbers of days, the period starts at its
/// time.
/// </summary>
public static class CalendarColumns
{
    /// <summary>Name of the holiday covariate; the names of those for the days before and after begin with it.</summary>
    public const string Holiday = "holiday";

    /// <summary>Name of the covariate that counts working days.</summary>
    public const string WorkingDays = "workingDays";

    private const int DaysPerWeek = 7;

    // A Monday, the first of a month and of a year.
    private static readonly DateTime Epoch = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The names of the covariates.</summary>
    /// <param name="choice">The choice for the step of the series.</param>
    public static IReadOnlyList<string> Names(CalendarChoice choice) =>
    [
        .. choice.Country is null ? [] : new[] { Holiday },
        .. Around(choice).Select(days => string.Create(CultureInfo.InvariantCulture, $"{Holiday}{(days > 0 ? "+" : "")}{days}")),
        .. choice.WorkingDays ? [WorkingDays] : Array.Empty<string>(),
        .. Waves(choice).Select(wave => wave.Name),
    ];

    /// <summary>The covariates of a series, including future values; empty if it has no calendar.</summary>
    internal static IReadOnlyList<Covariate> Of(TimeSeries series)
    {
        if (series is not { Calendar: { } calendar, Timestamps: { } times, Spacing: { } step })
        {
            return [];
        }

        times = [.. times, .. series.TimestampsAfter(calendar.Ahead) ?? []];
        var holidays = calendar.Holidays?.Select(day => day.DayNumber).ToHashSet() ?? [];
        var periods = Array.ConvertAll(times, time => Period(time, step));
        return
        [
            .. Names(calendar.Choice).Zip(Columns(calendar.Choice, times, periods, step, holidays))
                .Select(column => new Covariate(column.First, column.Second, IsKnownAhead: true)),
        ];
    }

    /// <summary>The days that a time stands for.</summary>
    internal static (int First, int Last) Period(DateTime time, TimeSpacing step)
    {
        var day = DayNumber(time);
        if (!step.IsLongerThanDay)
        {
            return (day, day);
        }

        if (step.Months > 0)
        {
            var first = new DateTime(step.PeriodStart(time.Ticks), DateTimeKind.Utc);
            var last = first.AddMonths(step.Months - 1);
            return (DayNumber(first), DayNumber(last) + DateTime.DaysInMonth(last.Year, last.Month) - 1);
        }

        // The first day of the calendar was a Monday.
        var start = step.Duration.Days == DaysPerWeek ? day - (day % DaysPerWeek) : day;
        return (start, start + (int)Math.Ceiling(step.Duration.TotalDays) - 1);
    }

    // In the order of the names.
    private static IEnumerable<double[]> Columns(
        CalendarChoice choice, DateTime[] times, (int First, int Last)[] periods, TimeSpacing step, HashSet<int> holidays)
    {
        if (choice.Country is not null)
        {
            yield return Array.ConvertAll(periods, period => Count(period, holidays.Contains));
        }

        foreach (var days in Around(choice))
        {
            yield return Array.ConvertAll(
                periods,
                period => !holidays.Contains(period.First) && holidays.Contains(Moved(period.First, -days, step.WorkingWeek)) ? 1.0 : 0);
        }

        if (choice.WorkingDays)
        {
            yield return Array.ConvertAll(
                periods, period => Count(period, day => IsWeekday(day, step.WorkingWeek) && !holidays.Contains(day)));
        }

        foreach (var wave in Waves(choice))
        {
            yield return wave.Column(times.Length, t => StepsFromEpoch(times[t], step));
        }
    }

    // The day before a holiday is -1, the day after it 1.
    private static IEnumerable<int> Around(CalendarChoice choice) =>
        choice.Country is null ? [] : Enumerable.Range(-choice.DaysAround, (2 * choice.DaysAround) + 1).Where(days => days != 0);

    private static List<Wave> Waves(CalendarChoice choice) =>
        Wave.Of(choice.Fourier.Select(wave => (wave.SeasonLength, wave.Terms)), "date");

    private static double Count((int First, int Last) period, Func<int, bool> isCounted)
    {
        var count = 0;
        for (var day = period.First; day <= period.Last; day++)
        {
            count += isCounted(day) ? 1 : 0;
        }

        return count;
    }

    // In a series of working days, days off do not count.
    private static int Moved(int day, int days, WorkingWeek? week) =>
        week is null ? day + days : (int)week.DayAfter(Math.Max(0, week.CountBefore(day) + days));

    private static bool IsWeekday(int day, WorkingWeek? week) =>
        week is null ? day % DaysPerWeek < 5 : week.CountBefore(day + 1) > week.CountBefore(day);

    // By the clock of the series, so that hours keep their place in the day when clocks change.
    private static double StepsFromEpoch(DateTime time, TimeSpacing step) => step switch
    {
        { WorkingWeek: { } week } => week.CountBefore(DayNumber(time)) - week.CountBefore(DayNumber(Epoch)),
        { Months: > 0 } => (((time.Year - Epoch.Year) * 12) + time.Month - 1) / (double)step.Months,
        _ => (time - Epoch) / step.Duration,
    };

    private static int DayNumber(DateTime time) => DateOnly.FromDateTime(time).DayNumber;
}
