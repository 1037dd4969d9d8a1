using System.Globalization;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>
/// A column of dates or times. One reading must fit the whole column: dates with the year first, or day and month
/// first where the numbers tell which is which.
/// </summary>
internal static class TimeColumn
{
    private static readonly string[] DatesYearFirst =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy-M", "yyyy/M", "yyyy'年'M'月'd'日'", "yyyy'年'M'月'",
    ];

    private static readonly string[] DatesDayFirst = ["d.M.yyyy", "d/M/yyyy", "d-M-yyyy"];

    private static readonly string[] DatesMonthFirst = ["M/d/yyyy", "M-d-yyyy"];

    // K takes an offset, Z or nothing, and .FFFFFFF a fraction or nothing.
    private static readonly string[] Times = ["", " H:mK", " H:m:s.FFFFFFFK", "'T'H:mK", "'T'H:m:s.FFFFFFFK"];

    private static readonly string[] YearFirst = Combine(DatesYearFirst);

    private static readonly string[] DayFirst = Combine(DatesDayFirst);

    private static readonly string[] MonthFirst = Combine(DatesMonthFirst);

    private static readonly string[] TimeHeaders = ["date", "ds", "time", "timestamp", "datetime", "year", "month", "day", "period", "日期", "时间", "年"];

    public static bool LooksLikeTime(string cell)
    {
        var format = 0;
        return !IsPlainYear(cell)
            && (TryParse(cell, YearFirst, ref format, out _) || TryParse(cell, DayFirst, ref format, out _)
                || TryParse(cell, MonthFirst, ref format, out _) || TryParseQuarter(cell, out _));
    }

    /// <summary>
    /// Whether the column holds times. Four digits are a year, and eight digits alone in a file a date, only under a
    /// header that says so.
    /// </summary>
    public static bool IsTimeColumn(CsvTable table, int column)
    {
        var first = table.FirstValue(column) ?? "";
        var isNumber = first.All(char.IsAsciiDigit);
        return isNumber && (IsPlainYear(first) || table.Columns == 1)
            ? first.Length is 4 or 8 && table.Header is { } header && TimeHeaders.Contains(header[column], StringComparer.OrdinalIgnoreCase)
            : LooksLikeTime(first);
    }

    /// <summary>Reads the column.</summary>
    /// <exception cref="InputException">A cell is no time, or the column can be read both day first and month first.</exception>
    public static DateTime[] Parse(CsvTable table, int column)
    {
        var yearFirst = TryParseAll(table, column, YearFirst, out var wrongYearFirst);
        if (yearFirst is not null)
        {
            return yearFirst;
        }

        var dayFirst = TryParseAll(table, column, DayFirst, out var wrongDayFirst);
        var monthFirst = TryParseAll(table, column, MonthFirst, out var wrongMonthFirst);
        if (dayFirst is not null && monthFirst is not null && !dayFirst.AsSpan().SequenceEqual(monthFirst))
        {
            throw new InputException(
                $"'{table.Cell(0, column)}' may be day first or month first, and no date in the column tells which.",
                table.Where(0, column),
                "Write dates as yyyy-MM-dd.");
        }

        return dayFirst ?? monthFirst ?? throw NoTime(table, column, Math.Max(wrongYearFirst, Math.Max(wrongDayFirst, wrongMonthFirst)));
    }

    private static InputException NoTime(CsvTable table, int column, int row) => new(
        table.Cell(row, column).Length == 0
            ? "The row has no date or time."
            : $"'{CellText.Shown(table.Cell(row, column))}' is not a date or time{(row > 0 ? " like the ones above it" : "")}.",
        table.Where(row, column),
        "Write every date as yyyy-MM-dd, with HH:mm:ss after it for a time.");

    private static DateTime[]? TryParseAll(CsvTable table, int column, string[] formats, out int wrong)
    {
        var result = new DateTime[table.Rows];
        var format = 0;
        for (wrong = 0; wrong < result.Length; wrong++)
        {
            var cell = table.Cell(wrong, column);
            var parsed = TryParse(cell, formats, ref format, out var time)
                || (formats == YearFirst && (TryParseYear(cell, out time) || TryParseQuarter(cell, out time)));
            if (!parsed)
            {
                return null;
            }

            result[wrong] = time;
        }

        return result;
    }

    // Cells of a column are mostly alike, so the format that fitted last is tried first. No text fits two formats of a set.
    private static bool TryParse(string cell, string[] formats, ref int format, out DateTime time)
    {
        if (format < formats.Length && TryParse(cell, formats[format], out time))
        {
            return true;
        }

        for (var k = 0; k < formats.Length; k++)
        {
            if (TryParse(cell, formats[k], out time))
            {
                format = k;
                return true;
            }
        }

        time = default;
        return false;
    }

    private static bool TryParse(string cell, string format, out DateTime time) =>
        DateTime.TryParseExact(
            cell, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time)
        && time.Year is >= 1000 and <= 9000;

    private static bool IsPlainYear(string cell) => cell.Length == 4 && cell.All(char.IsAsciiDigit);

    private static bool TryParseYear(string cell, out DateTime time)
    {
        time = default;
        return IsPlainYear(cell) && TryParse(cell + "-01-01", "yyyy-M-d", out time);
    }

    // 1959Q3, 1959-Q3, 1959 Q3
    private static bool TryParseQuarter(string cell, out DateTime time)
    {
        time = default;
        if (cell.Length is < 6 or > 7 || cell[^2] is not ('Q' or 'q') || cell[^1] is < '1' or > '4' || !IsPlainYear(cell[..4])
            || (cell.Length == 7 && cell[4] is not ('-' or ' ')))
        {
            return false;
        }

        var month = (3 * (cell[^1] - '1')) + 1;
        return TryParse(string.Create(CultureInfo.InvariantCulture, $"{cell[..4]}-{month}"), "yyyy-M", out time);
    }

    private static string[] Combine(string[] dates) => [.. dates.SelectMany(date => Times.Select(time => date + time))];
}
