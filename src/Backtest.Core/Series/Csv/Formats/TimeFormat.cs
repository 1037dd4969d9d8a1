using System.Buffers;
using System.Globalization;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv.Formats;

/// <summary>The words of the grid's <c>columns.format</c>; anything else is a pattern such as <c>dd.MM.yyyy HH:mm</c>.</summary>
internal static class TimeFormat
{
    public const string DayFirst = "dayFirst";
    public const string MonthFirst = "monthFirst";
    public const string YearFirst = "yearFirst";
    public const string Year = "year";
    public const string FiscalYear = "fiscalYear";
    public const string YearMonth = "yearMonth";
    public const string Seconds = "seconds";
    public const string Milliseconds = "milliseconds";
    public const string Microseconds = "microseconds";
    public const string Nanoseconds = "nanoseconds";
    public const string Excel = "excel";
    public const string Count = "count";

    private static readonly SearchValues<char> Letters = SearchValues.Create("yMdHhms");

    private static readonly string[] Words =
        [DayFirst, MonthFirst, YearFirst, Year, FiscalYear, YearMonth, Seconds, Milliseconds, Microseconds, Nanoseconds, Excel, Count];

    /// <summary>Whether a format is a pattern.</summary>
    public static bool IsPattern(string? format) => format is not null && !Words.Contains(format);

    /// <summary>Checks a pattern.</summary>
    /// <exception cref="InputException">It is neither a word nor a pattern.</exception>
    public static void CheckPattern(string pattern)
    {
        try
        {
            var shown = new DateTime(2001, 2, 3, 4, 5, 6).ToString(pattern, CultureInfo.InvariantCulture);
            if (pattern.Length > 1 && pattern.AsSpan().ContainsAny(Letters) && shown != pattern)
            {
                return;
            }
        }
        catch (FormatException)
        {
            // The exception below reports it.
        }

        throw new InputException(
            $"'{pattern}' is not a time format.",
            "columns.format",
            $"Give a pattern such as dd.MM.yyyy HH:mm, or one of {string.Join(", ", Words)}.");
    }
}
