using System.Globalization;
using Backtest.Core.Series;

namespace Backtest.Reports;

/// <summary>Texts below the x axis of a chart of a series.</summary>
internal static class TimeLabels
{
    private const int Most = 5;

    /// <summary>Up to five places from one value to another, evenly apart, with their times or numbers.</summary>
    public static IEnumerable<(double X, string Text)> Of(TimeSeries series, int first, int last)
    {
        var count = Math.Min(Most, last - first + 1);
        return Enumerable.Range(0, count).Select(k =>
        {
            var t = count == 1 ? first : first + (int)((long)k * (last - first) / (count - 1));
            return ((double)t, At(series, t));
        });
    }

    /// <summary>The time of a value, or its number if it has none.</summary>
    public static string At(TimeSeries series, int t) =>
        series.TimeAt(t) is { } time ? ClockText.Of(time, ClockText.HasHours(series)) : (t + 1).ToString(CultureInfo.InvariantCulture);
}
