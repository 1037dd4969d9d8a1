using System.Globalization;
using System.Text;

namespace Backtest.FuzzTests.Corpus;

/// <summary>Random series, and a file in which they are written in a random dialect.</summary>
/// <param name="Content">The file.</param>
/// <param name="Series">What was written: of each id the values by their times, without those that are missing.</param>
internal sealed record WrittenPanel(byte[] Content, IReadOnlyDictionary<string, IReadOnlyList<(DateTimeOffset Time, double Value)>> Series)
{
    private static readonly string[] WesternIds = ["München", "Köln", "São Paulo", "Québec", "New York", "store 7", "A", "B", "Zürich", "Orléans"];
    private static readonly string[] ChineseIds = ["北京", "上海", "广州", "门店一", "商品二"];

    private static readonly string[] MissingMarks = ["", "NA", "NaN", "null", "n/a", "#N/A", ".", "..", "-", "?", "None"];

    // Name, the time after so many steps, and the ways in which such times are written.
    private static readonly (Func<DateTime, int, DateTime> Next, string[] Formats)[] Steps =
    [
        ((start, t) => new DateTime(start.Year, 1, 1).AddYears(t), ["yyyy", "yyyy-MM-dd", "'FY'yyyy", "fiscal"]),
        ((start, t) => new DateTime(start.Year, 1, 1).AddMonths(6 * t), ["yyyy-MM-dd", "half", "yyyy-MM"]),
        ((start, t) => new DateTime(start.Year, 1, 1).AddMonths(3 * t), ["yyyy-MM-dd", "quarter", "quarterFirst", "yyyy-MM", "dd.MM.yyyy"]),
        ((start, t) => new DateTime(start.Year, start.Month, 1).AddMonths(t), ["yyyy-MM-dd", "yyyy-MM", "yyyy/MM", "MMM yyyy", "MMMM yyyy", "MMM-yy", "yyyyMM", "yyyy'M'MM", "MM/yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "yyyy年M月"]),
        ((start, t) => MonthEnd(new DateTime(start.Year, start.Month, 1).AddMonths(t)), ["yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy", "d-MMM-yy", "yyyyMMdd"]),
        ((start, t) => LastWeekday(new DateTime(start.Year, start.Month, 1).AddMonths(t)), ["yyyy-MM-dd", "dd.MM.yyyy"]),
        ((start, t) => FirstWeekday(new DateTime(start.Year, start.Month, 1).AddMonths(t)), ["yyyy-MM-dd", "dd.MM.yyyy"]),
        ((start, t) => start.Date.AddDays(7 * t), ["yyyy-MM-dd", "dd.MM.yyyy", "M/d/yyyy", "week"]),
        ((start, t) => start.Date.AddDays(28 * t), ["yyyy-MM-dd", "dd.MM.yyyy"]),
        ((start, t) => start.Date.AddDays(t), ["yyyy-MM-dd", "dd.MM.yyyy", "d/M/yyyy", "M/d/yyyy", "dd-MMM-yyyy", "d MMMM yyyy", "MMM d, yyyy", "yyyyMMdd", "d/M/yy", "yyyy年M月d日", "ddd, dd MMM yyyy"]),
        ((start, t) => WorkingDay(start.Date, t), ["yyyy-MM-dd", "dd.MM.yyyy", "M/d/yyyy"]),
        ((start, t) => start.Date.AddHours(start.Hour + t), ["yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "dd.MM.yyyy HH:mm", "M/d/yyyy h:mm tt", "seconds", "milliseconds", "date;HH:mm", "yyyyMMddHHmm"]),
        ((start, t) => start.Date.AddMinutes(15 * t), ["yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm:ss", "date;HH:mm"]),
    ];

    /// <summary>Writes random series.</summary>
    public static WrittenPanel Of(Random random)
    {
        var (next, formats) = Steps[random.Next(Steps.Length)];
        var format = formats[random.Next(formats.Length)];
        var start = new DateTime(1990, 1, 1).AddHours(random.Next(25 * 365 * 24));
        var chinese = random.Next(5) == 0;
        var count = random.Next(3) > 0 ? 1 : random.Next(2, 5);
        var ids = (chinese ? ChineseIds : WesternIds).OrderBy(_ => random.Next()).Take(count).ToArray();
        var numbers = Numbers.Of(random);
        var mark = MissingMarks[random.Next(MissingMarks.Length)];
        var offset = format.Contains("HH", StringComparison.Ordinal) && !format.Contains("date", StringComparison.Ordinal) && format != "yyyyMMddHHmm" && random.Next(3) == 0
            ? TimeSpan.FromMinutes(30 * random.Next(-20, 26)) : (TimeSpan?)null;
        var rows = new List<(string Id, DateTime Time, string Number, double Value)>();
        foreach (var id in ids)
        {
            var length = random.Next(24, 60);
            var gap = random.Next(4) == 0 ? random.Next(5, length - 5) : -1;
            for (var t = 0; t < length; t++)
            {
                // A row that is not there, other than at the ends, and a value that is missing.
                if (t == gap)
                {
                    continue;
                }

                var isMissing = t > 0 && t < length - 1 && random.Next(25) == 0;
                var (number, value) = numbers.Next(random);
                rows.Add((id, next(start, t), isMissing ? mark : number, isMissing ? double.NaN : value));
            }
        }

        var expected = rows.GroupBy(row => row.Id).ToDictionary(
            group => group.Key,
            group => (IReadOnlyList<(DateTimeOffset, double)>)[.. group.Where(row => !double.IsNaN(row.Value)).Select(row => (new DateTimeOffset(row.Time, offset ?? TimeSpan.Zero), row.Value))]);
        var text = Table(random, rows, count, format, offset, numbers, chinese);
        return new WrittenPanel(Encode(random, text, chinese), expected);
    }

    private static string Table(
        Random random, List<(string Id, DateTime Time, string Number, double Value)> rows, int count, string format, TimeSpan? offset, Numbers numbers, bool chinese)
    {
        // Where the comma is a decimal mark, and the point separates thousands, it separates no cells.
        var separator = numbers.DecimalComma && (numbers.Group == "." || random.Next(4) > 0) ? ";\t|"[random.Next(3)] : ",;\t"[random.Next(3)];
        (string Id, string Time, string Value) names = chinese ? ("门店", "日期", "销量") : random.Next(3) switch { 0 => ("unique_id", "ds", "y"), 1 => ("store", "Date", "sales"), _ => ("Ort", "Datum", "Umsatz") };
        var columns = new List<(string Name, Func<(string Id, DateTime Time, string Number, double Value), int, string> Cell)>();
        foreach (var (part, k) in format.Split(';').Select((part, k) => (part, k)))
        {
            columns.Add((k == 0 ? names.Time : "Time", (row, _) => Time(row.Time, part == "date" ? "yyyy-MM-dd" : part, offset)));
        }

        columns.Add((names.Value, (row, _) => row.Number));
        if (count > 1)
        {
            columns.Add((names.Id, (row, _) => row.Id));
        }

        if (random.Next(5) == 0)
        {
            columns.Add(("", (_, k) => k.ToString(CultureInfo.InvariantCulture)));
        }

        if (random.Next(6) == 0)
        {
            columns.Add(("note", (_, _) => "n"));
        }

        // A date stays before its time of the day.
        columns = [.. columns.OrderBy(_ => random.Next())];
        rows = random.Next(4) switch
        {
            0 => [.. rows.AsEnumerable().Reverse()],
            1 => [.. rows.OrderBy(_ => random.Next())],
            2 => [.. rows.OrderBy(row => row.Time)],
            _ => rows,
        };
        var quoted = random.Next(4) == 0;
        string Cell(string text) => quoted || text.Contains(separator, StringComparison.Ordinal) ? $"\"{text}\"" : text;
        var trailing = random.Next(8) == 0 ? separator.ToString() : "";
        var lines = new List<string>();
        if (random.Next(6) == 0)
        {
            lines.Add(random.Next(3) switch { 0 => "# source: test", 1 => "Monthly report", _ => "Category: All categories" });
            lines.Add("");
        }

        lines.Add(string.Join(separator, columns.Select(column => Cell(column.Name))) + trailing);
        lines.AddRange(rows.Select((row, k) => string.Join(separator, columns.Select(column => Cell(column.Cell(row, k)))) + trailing));
        if (random.Next(8) == 0)
        {
            lines.Add("");
            lines.Add(random.Next(2) == 0 ? "Source: test" : "* preliminary");
        }

        return string.Join(random.Next(3) == 0 ? "\r\n" : "\n", lines) + "\n";
    }

    private static string Time(DateTime time, string format, TimeSpan? offset) => format switch
    {
        "fiscal" => $"{time.Year}/{(time.Year + 1) % 100:00}",
        "half" => $"{time.Year}H{(time.Month > 6 ? 2 : 1)}",
        "quarter" => $"{time.Year}-Q{(time.Month + 2) / 3}",
        "quarterFirst" => $"Q{(time.Month + 2) / 3} {time.Year}",
        "week" => $"{ISOWeek.GetYear(time)}-W{ISOWeek.GetWeekOfYear(time):00}-{(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek)}",
        "seconds" => ((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture),
        "milliseconds" => ((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture),
        _ => time.ToString(format, CultureInfo.InvariantCulture)
            + (offset is { } known ? known == TimeSpan.Zero ? "Z" : $"{(known < TimeSpan.Zero ? '-' : '+')}{known:hh\\:mm}" : ""),
    };

    private static byte[] Encode(Random random, string text, bool chinese)
    {
        var codePages = CodePagesEncodingProvider.Instance;
        Encoding encoding = random.Next(6) switch
        {
            0 => new UTF8Encoding(true),
            1 => new UnicodeEncoding(bigEndian: random.Next(2) == 0, byteOrderMark: true),
            2 => new UnicodeEncoding(bigEndian: random.Next(2) == 0, byteOrderMark: false),
            3 or 4 => chinese ? codePages.GetEncoding("GB18030")! : text.Any(character => character is >= '\u3400' and <= '\u9FFF' or '−') ? new UTF8Encoding(false) : codePages.GetEncoding(1252)!,
            _ => new UTF8Encoding(false),
        };
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
    }

    private static DateTime MonthEnd(DateTime month) => month.AddMonths(1).AddDays(-1);

    private static DateTime LastWeekday(DateTime month) => Back(MonthEnd(month));

    private static DateTime Back(DateTime day) => day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(-1), DayOfWeek.Sunday => day.AddDays(-2), _ => day };

    private static DateTime FirstWeekday(DateTime month) => month.DayOfWeek switch { DayOfWeek.Saturday => month.AddDays(2), DayOfWeek.Sunday => month.AddDays(1), _ => month };

    private static DateTime WorkingDay(DateTime start, int t)
    {
        var monday = start.AddDays(-(((int)start.DayOfWeek + 6) % 7));
        return monday.AddDays((7 * (t / 5)) + (t % 5));
    }

    /// <summary>How numbers are written.</summary>
    private sealed record Numbers(bool DecimalComma, string Group, int Decimals, double Size, string Before, string After, bool Negative)
    {
        public static Numbers Of(Random random)
        {
            var decimalComma = random.Next(3) == 0;
            var group = random.Next(4) switch { 0 => decimalComma ? "." : ",", 1 when random.Next(2) == 0 => random.Next(2) == 0 ? " " : "'", _ => "" };
            var (before, after) = random.Next(8) switch { 0 => ("$", ""), 1 => ("", " €"), 2 => ("", "%"), _ => ("", "") };
            return new Numbers(decimalComma, group, random.Next(4), Math.Pow(10, random.Next(0, 6)), before, after, random.Next(4) == 0);
        }

        public (string Text, double Value) Next(Random random)
        {
            var number = Math.Round(Size * (0.5 + random.NextDouble()), Decimals) * (Negative && random.Next(3) == 0 ? -1 : 1);
            var plain = Math.Abs(number).ToString($"F{Decimals}", CultureInfo.InvariantCulture);
            plain = Decimals > 0 && random.Next(3) == 0 ? plain.TrimEnd('0').TrimEnd('.') : plain;
            var value = double.Parse(plain, CultureInfo.InvariantCulture) * (number < 0 ? -1 : 1);
            var (whole, rest) = plain.Split('.') is [var a, var b] ? (a, (DecimalComma ? "," : ".") + b) : (plain, "");
            for (var k = whole.Length - 3; k > 0 && Group.Length > 0; k -= 3)
            {
                whole = whole.Insert(k, Group);
            }

            return ($"{(number < 0 ? "-" : "")}{Before}{whole}{rest}{After}", value);
        }
    }
}
