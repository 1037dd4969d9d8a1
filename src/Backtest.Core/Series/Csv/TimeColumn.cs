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

    private static readonly string[] Times =
    [
        "", " H:m", " H:m:s", " H:m:s.FFFFFFF", "'T'H:m", "'T'H:m:s", "'T'H:m:s.FFFFFFF", "'T'H:m:sK", "'T'H:m:s.FFFFFFFK",
    ];

    private static readonly string[] YearFirst = Combine(DatesYearFirst);

    private static readonly string[] DayFirst = Combine(DatesDayFirst);

    private static readonly string[] MonthFirst = Combine(DatesMonthFirst);

    private static readonly string[] TimeHeaders = ["date", "ds", "time", "timestamp", "datetime", "year", "month", "day", "period", "日期", "时间", "年"];

    public static bool LooksLikeTime(string cell) =>
        !IsPlainYear(cell) && (TryParse(cell, YearFirst, out _) || TryParse(cell, DayFirst, out _) || TryParse(cell, MonthFirst, out _) || TryParseQuarter(cell, out _));

    /// <summary>Whether the first of several columns holds times; a column of years does only under a header that says so.</summary>
    public static bool IsTimeColumn(CsvTable table, int column)
    {
        var first = table.Rows[0][column];
        return LooksLikeTime(first)
            || (IsPlainYear(first) && table.Header is { } header && TimeHeaders.Contains(header[column], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Reads the column.</summary>
    /// <exception cref="InputException">A cell is no time, or the column can be read both day first and month first.</exception>
    public static DateTime[] Parse(CsvTable table, int column, IReadOnlyList<int> rows)
    {
        var cells = rows.Select(row => table.Rows[row][column]).ToList();
        var yearFirst = TryParseAll(cells, YearFirst, out var wrongYearFirst);
        if (yearFirst is not null)
        {
            return yearFirst;
        }

        var dayFirst = TryParseAll(cells, DayFirst, out var wrongDayFirst);
        var monthFirst = TryParseAll(cells, MonthFirst, out var wrongMonthFirst);
        if (dayFirst is not null && monthFirst is not null && !dayFirst.SequenceEqual(monthFirst))
        {
            throw new InputException(
                $"'{cells[0]}' may be day first or month first, and no date in the column tells which.",
                table.Where(rows[0], column),
                "Write dates as yyyy-MM-dd.");
        }

        var wrong = Math.Max(wrongYearFirst, Math.Max(wrongDayFirst, wrongMonthFirst));
        return dayFirst ?? monthFirst ?? throw new InputException(
            $"'{cells[wrong]}' is not a date or time like the ones above it.",
            table.Where(rows[wrong], column),
            "Write every date as yyyy-MM-dd, with HH:mm:ss after it for a time.");
    }

    private static DateTime[]? TryParseAll(List<string> cells, string[] formats, out int wrong)
    {
        var result = new DateTime[cells.Count];
        for (wrong = 0; wrong < result.Length; wrong++)
        {
            var cell = cells[wrong];
            var parsed = TryParse(cell, formats, out var time)
                || (formats == YearFirst && (TryParseYear(cell, out time) || TryParseQuarter(cell, out time)));
            if (!parsed)
            {
                return null;
            }

            result[wrong] = time;
        }

        return result;
    }

    private static bool TryParse(string cell, string[] formats, out DateTime time) =>
        DateTime.TryParseExact(
            cell, formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time)
        && time.Year is >= 1000 and <= 9000;

    private static bool IsPlainYear(string cell) => cell.Length == 4 && cell.All(char.IsAsciiDigit);

    private static bool TryParseYear(string cell, out DateTime time)
    {
        time = default;
        return IsPlainYear(cell) && TryParse(cell + "-01-01", YearFirst, out time);
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
        return TryParse(string.Create(CultureInfo.InvariantCulture, $"{cell[..4]}-{month}"), YearFirst, out time);
    }

    private static string[] Combine(string[] dates) => [.. dates.SelectMany(date => Times.Select(time => date + time))];
}
