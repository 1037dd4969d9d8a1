using System.Globalization;
using Backtest.Core.Series;

namespace Backtest.Reports;

/// <summary>
/// Displays times in the clock of the file, with the offset from UTC if the file has one and the time of day matters.
/// </summary>
public static class ClockText
{
    /// <summary>A time as text.</summary>
    /// <param name="time">The time.</param>
    /// <param name="hasHours">Whether midnight, too, is shown as a time of day.</param>
    public static string Of(DateTimeOffset time, bool hasHours = false) => time.ToString(
        (hasHours || time.TimeOfDay.Ticks != 0, time.Offset.Ticks) switch
        {
            (false, _) => "yyyy-MM-dd",
            (_, 0) => "yyyy-MM-dd HH:mm",
            _ => "yyyy-MM-dd HH:mm zzz",
        },
        CultureInfo.InvariantCulture);

    /// <summary>Whether one of some times is not midnight.</summary>
    public static bool HasHours(IEnumerable<DateTimeOffset?> times) => times.Any(time => time is { TimeOfDay.Ticks: not 0 });

    /// <summary>Whether a series has times other than midnight.</summary>
    internal static bool HasHours(TimeSeries series) => series.Timestamps?.Any(time => time.TimeOfDay.Ticks != 0) == true;

    /// <summary>The first and the last time of a series, to follow its number of values; empty without times.</summary>
    public static string Span(DateTimeOffset? start, DateTimeOffset? end) =>
        (start, end) is ({ } first, { } last) && HasHours([start, end]) is var hasHours
            ? $", {Of(first, hasHours)} to {Of(last, hasHours)}"
            : "";
}
