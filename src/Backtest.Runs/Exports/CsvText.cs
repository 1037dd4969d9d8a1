using System.Globalization;

namespace Backtest.Runs.Exports;

/// <summary>Rows of values as CSV (RFC 4180). An apostrophe precedes texts that a spreadsheet would treat as formulas.</summary>
internal static class CsvText
{
    /// <summary>One row with its line break.</summary>
    /// <param name="row">Its cells: texts, numbers, times or null.</param>
    /// <param name="mark">The decimal mark.</param>
    /// <param name="hasTimesOfDay">Whether dates have a time of day, even if it is midnight.</param>
    public static string Line(
        IReadOnlyList<object?> row, DecimalMark mark = DecimalMark.Point, bool hasTimesOfDay = false) =>
        string.Join(mark == DecimalMark.Comma ? ';' : ',', row.Select(value => Cell(value, mark, hasTimesOfDay))) + "\n";

    /// <summary>Whether a row has a time other than midnight.</summary>
    public static bool HasTimeOfDay(IReadOnlyList<object?> row) =>
        row.Any(cell => cell is DateTimeOffset { TimeOfDay.Ticks: not 0 });

    private static string Cell(object? value, DecimalMark mark, bool hasTimesOfDay) => value switch
    {
        null => "",
        string text => Quote(Guard(text)),
        DateTimeOffset { TimeOfDay.Ticks: 0 } date when !hasTimesOfDay => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset { Offset.Ticks: 0 } time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        IFormattable number when mark == DecimalMark.Comma =>
            number.ToString(null, CultureInfo.InvariantCulture).Replace('.', ','),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType()}.", nameof(value)),
    };

    private static string Guard(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",;\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
