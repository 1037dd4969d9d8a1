using System.Globalization;
using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Times in columns: a whole series in one row, or a part of the time in the header and the rest in the rows.</summary>
internal static class WidePanel
{
    private static readonly string[] Months = ["MMM", "MMMM", "%M", "MM", "'M'%M", "MMM'.'"];
    private static readonly string[] Quarters = ["Q", "Q ", "Qtr"];

    public static WrittenPanel Of(Random random) => random.Next(7) switch
    {
        0 or 1 => Whole(random),
        2 or 3 => YearsDown(random, 12, Names(random)),
        4 => YearsDown(random, 4, Quarter(random)),
        5 => random.Next(2) == 0 ? MonthsDown(random) : DaysAcross(random),
        _ => HoursAcross(random),
    };

    // A row per series.
    private static WrittenPanel Whole(Random random)
    {
        string[][] formats = [
            ["yyyy", "'X'yyyy", "'FY'yyyy", "fiscal"],
            ["yyyy-MM-dd", "half"],
            ["yyyy-MM-dd", "quarter", "quarterFirst"],
            ["yyyy-MM-dd", "yyyy-MM", "MMM yyyy", "MMM-yy", "yyyy'M'MM", "yyyyMM", "M/d/yyyy", "dd.MM.yyyy"],
            ["yyyy-MM-dd", "dd/MM/yyyy", "M/d/yy"],
            ["yyyy-MM-dd", "dd.MM.yyyy", "M/d/yy", "d/M/yyyy", "yyyyMMdd"]];
        var steps = new[] { "year", "halfYear", "quarter", "month", "week", "day" };
        var kind = random.Next(steps.Length);
        var (step, format) = (TimeDialect.Named(steps[kind]), formats[kind][random.Next(formats[kind].Length)]);
        var (start, chinese, numbers) = (TimeDialect.Start(random), random.Next(5) == 0, NumberDialect.Of(random));
        var ids = WrittenIds.Of(random, chinese, random.Next(1, 6));
        var times = Enumerable.Range(0, random.Next(12, 40)).Select(t => step.Next(start, t)).ToList();
        var rows = Rows(random, ids, times, numbers);
        var extra = random.Next(4) == 0;
        var header = new[] { chinese ? "门店" : "store" }.Concat(extra ? ["region"] : [])
            .Concat(times.Select(time => TimeDialect.Write(time, format)))
            .ToList();
        var cells = ids.Select(id =>
            (IReadOnlyList<string>)[id, .. extra ? new[] { "north" } : [], .. rows.Where(row => row.Id == id).Select(row => row.Number)]);
        return Panel("a row per series", random, header, cells, rows, numbers, chinese);
    }

    // A row per year, and in it a column per month or quarter, with or without an id.
    private static WrittenPanel YearsDown(Random random, int across, Func<int, string> name)
    {
        var (chinese, numbers) = (random.Next(5) == 0, NumberDialect.Of(random));
        var ids = WrittenIds.Of(random, chinese, random.Next(3) > 0 ? 1 : random.Next(2, 4));
        var years = Enumerable.Range(random.Next(1950, 2010), random.Next(4, 12)).ToList();
        var times = years.SelectMany(year => Enumerable.Range(0, across).Select(k => new DateTime(year, 1 + (12 / across * k), 1)))
            .ToList();
        var rows = Rows(random, ids, times, numbers, first: random.Next(3) == 0
            ? random.Next(across)
            : 0, last: random.Next(3) == 0
            ? random.Next(across)
            : 0);
        var total = random.Next(6) == 0;
        var header = (ids.Length > 1 ? new[] { "store" } : []).Append(chinese ? "年" : "Year")
            .Concat(Enumerable.Range(0, across).Select(name))
            .Concat(total ? ["Total"] : [])
            .ToList();
        var cells = ids.SelectMany(id => years.Select(year => (IReadOnlyList<string>)
            [.. ids.Length > 1
                ? new[] { id }
                : [], $"{year}", .. rows.Where(row => row.Id == id && row.Time.Year == year).Select(row => row.Number), .. total
                ? new[] { "1" }
                : []])).ToList();
        return Panel(across == 12
            ? "months across"
            : "quarters across", random, header, random.Next(4) == 0
            ? [.. cells.AsEnumerable().Reverse()]
            : cells, rows, numbers, chinese);
    }

    // A row per month, and in it a column per year.
    private static WrittenPanel MonthsDown(Random random)
    {
        var (name, numbers) = (Names(random), NumberDialect.Of(random));
        var years = Enumerable.Range(random.Next(1950, 2010), random.Next(3, 10)).ToList();
        var rows = Rows(
            random, ["x"], [.. years.SelectMany(year => Enumerable.Range(1, 12).Select(month => new DateTime(year, month, 1)))], numbers);
        var cells = Enumerable.Range(1, 12).Select(
            month => (IReadOnlyList<string>)[name(month - 1), .. rows.Where(row => row.Time.Month == month).Select(row => row.Number)]);
        return Panel("years across", random, ["Month", .. years.Select(year => $"{year}")], cells, rows, numbers, chinese: false);
    }

    // A row per month, and in it a column per day.
    private static WrittenPanel DaysAcross(Random random)
    {
        var numbers = NumberDialect.Of(random);
        var start = new DateTime(random.Next(1990, 2015), random.Next(1, 13), 1);
        var months = Enumerable.Range(0, random.Next(3, 15)).Select(start.AddMonths).ToList();
        var rows = Rows(random, ["x"], [.. months.SelectMany(month => Enumerable.Range(0, DateTime.DaysInMonth(month.Year, month.Month))
            .Select(day => month.AddDays(day)))], numbers);
        var isWhole = random.Next(2) == 0;
        var cells = months.Select(month => (IReadOnlyList<string>)
        [
            .. isWhole ? [$"{month:yyyy-MM}"] : new[] { $"{month.Year}", $"{month.Month}" },
            .. rows.Where(row => row.Time.Year == month.Year && row.Time.Month == month.Month).Select(row => row.Number),
            .. Enumerable.Repeat("", 31 - DateTime.DaysInMonth(month.Year, month.Month)),
        ]);
        return Panel(
            "days across",
            random,
            [.. isWhole ? ["month"] : new[] { "year", "month" }, .. Enumerable.Range(1, 31).Select(day => $"{day}")],
            cells,
            rows,
            numbers,
            chinese: false);
    }

    // A row per day, and in it a column per hour.
    private static WrittenPanel HoursAcross(Random random)
    {
        var (numbers, start) = (NumberDialect.Of(random), TimeDialect.Start(random).Date);
        var days = Enumerable.Range(0, random.Next(4, 15)).Select(day => start.AddDays(day)).ToList();
        var rows = Rows(random, ["x"], [.. days.SelectMany(day => Enumerable.Range(0, 24).Select(hour => day.AddHours(hour)))], numbers);
        var format = new[] { "yyyy-MM-dd", "dd.MM.yyyy", "M/d/yyyy" }[random.Next(3)];
        var name = random.Next(3);
        var cells = days.Select(day =>
            (IReadOnlyList<string>)[TimeDialect.Write(day, format), .. rows.Where(row => row.Time.Date == day).Select(row => row.Number)]);
        return Panel(
            "hours across",
            random,
            ["date", .. Enumerable.Range(0, 24).Select(hour => name switch { 0 => $"{hour}", 1 => $"{hour:00}:00", _ => $"h{hour}" })],
            cells,
            rows,
            numbers,
            chinese: false);
    }

    private static Func<int, string> Names(Random random)
    {
        var format = Months[random.Next(Months.Length)];
        return k => new DateTime(2000, k + 1, 1).ToString(format, CultureInfo.InvariantCulture);
    }

    private static Func<int, string> Quarter(Random random)
    {
        var before = Quarters[random.Next(Quarters.Length)];
        return k => $"{before}{k + 1}";
    }

    // Values at all times of all ids, except the first and the last.
    private static List<WrittenRow> Rows(
        Random random, string[] ids, List<DateTime> times, NumberDialect numbers, int first = 0, int last = 0) =>
        [.. ids.SelectMany(id => times.Select((time, t) =>
        {
            var (number, value) = t < first || t >= times.Count - last ? ("", double.NaN)
                : t == first || t == times.Count - last - 1 ? numbers.Next(random)
                : numbers.NextOrMissing(random, 25);
            return new WrittenRow(id, new DateTimeOffset(time, TimeSpan.Zero), number, value);
        }))];

    private static WrittenPanel Panel(
        string kind,
        Random random,
        IReadOnlyList<string> header,
        IEnumerable<IReadOnlyList<string>> cells,
        List<WrittenRow> rows,
        NumberDialect numbers,
        bool chinese) =>
        new(kind, TextDialect.Of(random, numbers, chinese).Write(random, header, cells), new ColumnChoice(), WrittenRow.ById(rows));
}
