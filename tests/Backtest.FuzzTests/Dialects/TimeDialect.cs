using System.Globalization;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Steps between times, and formats of times.</summary>
/// <param name="Name">The step's name in a grid; null if it has none.</param>
/// <param name="Next">The time after a number of steps.</param>
/// <param name="Formats">Formats of such times.</param>
internal sealed record TimeDialect(string? Name, Func<DateTime, int, DateTime> Next, string[] Formats)
{
    /// <summary>All steps.</summary>
    public static IReadOnlyList<TimeDialect> All { get; } =
    [
        new("year", (start, t) => new DateTime(start.Year, 1, 1).AddYears(t), ["yyyy", "yyyy-MM-dd", "'FY'yyyy", "fiscal"]),
        new("halfYear", (start, t) => new DateTime(start.Year, 1, 1).AddMonths(6 * t), ["yyyy-MM-dd", "half", "yyyy-MM"]),
        new(
            "quarter",
            (start, t) => new DateTime(start.Year, 1, 1).AddMonths(3 * t),
            ["yyyy-MM-dd", "quarter", "quarterFirst", "yyyy-MM", "dd.MM.yyyy"]),
        new("month", (start, t) => new DateTime(start.Year, start.Month, 1).AddMonths(t), [
            "yyyy-MM-dd",
            "yyyy-MM",
            "yyyy/MM",
            "MMM yyyy",
            "MMMM yyyy",
            "MMM-yy",
            "yyyyMM",
            "yyyy'M'MM",
            "MM/yyyy",
            "dd/MM/yyyy",
            "MM/dd/yyyy",
            "dd.MM.yyyy",
            "yyyy年M月"]),
        new(
            null,
            (start, t) => MonthEnd(new DateTime(start.Year, start.Month, 1).AddMonths(t)),
            ["yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy", "d-MMM-yy", "yyyyMMdd"]),
        new(null, (start, t) => LastWeekday(new DateTime(start.Year, start.Month, 1).AddMonths(t)), ["yyyy-MM-dd", "dd.MM.yyyy"]),
        new(null, (start, t) => FirstWeekday(new DateTime(start.Year, start.Month, 1).AddMonths(t)), ["yyyy-MM-dd", "dd.MM.yyyy"]),
        new("week", (start, t) => start.Date.AddDays(7 * t), ["yyyy-MM-dd", "dd.MM.yyyy", "M/d/yyyy", "week"]),
        new("4 weeks", (start, t) => start.Date.AddDays(28 * t), ["yyyy-MM-dd", "dd.MM.yyyy"]),
        new("day", (start, t) => start.Date.AddDays(t), [
            "yyyy-MM-dd",
            "dd.MM.yyyy",
            "d/M/yyyy",
            "M/d/yyyy",
            "dd-MMM-yyyy",
            "d MMMM yyyy",
            "MMM d, yyyy",
            "yyyyMMdd",
            "d/M/yy",
            "yyyy年M月d日",
            "ddd, dd MMM yyyy"]),
        new("workingDay", WorkingDay, ["yyyy-MM-dd", "dd.MM.yyyy", "M/d/yyyy"]),
        new("hour", (start, t) => start.Date.AddHours(start.Hour + t), [
            "yyyy-MM-dd HH:mm",
            "yyyy-MM-dd'T'HH:mm:ss",
            "dd.MM.yyyy HH:mm",
            "M/d/yyyy h:mm tt",
            "seconds",
            "milliseconds",
            "date;HH:mm",
            "yyyyMMddHHmm"]),
        new("15 minutes", (start, t) => start.Date.AddMinutes(15 * t), ["yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm:ss", "date;HH:mm"]),
    ];

    /// <summary>A random step.</summary>
    public static TimeDialect Of(Random random) => All[random.Next(All.Count)];

    /// <summary>The step with a name.</summary>
    public static TimeDialect Named(string name) => All.Single(one => one.Name == name);

    /// <summary>A time at which series may begin.</summary>
    public static DateTime Start(Random random) => new DateTime(1990, 1, 1).AddHours(random.Next(25 * 365 * 24));

    /// <summary>A local time in a format, without the offset.</summary>
    public static string Write(DateTime time, string format) => format switch
    {
        "date" => Write(time, "yyyy-MM-dd"),
        "fiscal" => $"{time.Year}/{(time.Year + 1) % 100:00}",
        "half" => $"{time.Year}H{(time.Month > 6 ? 2 : 1)}",
        "quarter" => $"{time.Year}-Q{(time.Month + 2) / 3}",
        "quarterFirst" => $"Q{(time.Month + 2) / 3} {time.Year}",
        "week" =>
            $"{ISOWeek.GetYear(time)}-W{ISOWeek.GetWeekOfYear(time):00}-{(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek)}",
        "seconds" => ((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture),
        "milliseconds" => ((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture),
        _ => time.ToString(format, CultureInfo.InvariantCulture),
    };

    /// <summary>An offset as written after a time.</summary>
    public static string Write(TimeSpan offset) =>
        offset == TimeSpan.Zero ? "Z" : $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";

    private static DateTime MonthEnd(DateTime month) => month.AddMonths(1).AddDays(-1);

    private static DateTime LastWeekday(DateTime month) => Back(MonthEnd(month));

    private static DateTime Back(DateTime day) =>
        day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(-1), DayOfWeek.Sunday => day.AddDays(-2), _ => day };

    private static DateTime FirstWeekday(DateTime month) =>
        month.DayOfWeek switch { DayOfWeek.Saturday => month.AddDays(2), DayOfWeek.Sunday => month.AddDays(1), _ => month };

    private static DateTime WorkingDay(DateTime start, int t)
    {
        var monday = start.Date.AddDays(-(((int)start.DayOfWeek + 6) % 7));
        return monday.AddDays((7 * (t / 5)) + (t % 5));
    }
}
