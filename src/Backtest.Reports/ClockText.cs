using System.Globalization;

namespace Backtest.Reports;

/// <summary>
/// Displays times in the clock of the file, with the offset from UTC if the file has one and the time of day matters.
/// </summary>
public static class ClockText
{
    /// <summary>A time as text.</summary>
    public static string Of(DateTimeOffset time) => time.ToString(
        (time.TimeOfDay.Ticks, time.Offset.Ticks) switch
        {
            (0, _) => "yyyy-MM-dd",
            (_, 0) => "yyyy-MM-dd HH:mm",
            _ => "yyyy-MM-dd HH:mm zzz",
        },
        CultureInfo.InvariantCulture);

    /// <summary>The first and the last time of a series, to follow its number of values; empty without times.</summary>
    public static string Span(DateTimeOffset? start, DateTimeOffset? end) =>
        (start, end) is ({ } first, { } last) ? $", {Of(first)} to {Of(last)}" : "";
}
