using Backtest.Core.Diagnostics;
using Backtest.Core.Series;

namespace Backtest.Reports;

/// <summary>Trend, season and remainder of a series, below each other.</summary>
internal static class PartsChart
{
    private const double Height = 110;

    /// <summary>Draws them.</summary>
    /// <param name="series">The series.</param>
    /// <param name="seasonLength">Its season length m.</param>
    /// <param name="most">Maximum number of values to draw, the last ones.</param>
    /// <param name="width">Width in pixels.</param>
    /// <returns>The charts; null if the series has no season that can be separated from its trend.</returns>
    public static string? Write(TimeSeries series, int seasonLength, int most, double width)
    {
        if (SeriesParts.Of(series.Values, seasonLength) is not { } parts)
        {
            return null;
        }

        var (start, last) = (Math.Max(0, series.Length - most), series.Length - 1);
        string Chart(string name, double[] values) => new Svg(width, Height, (start, last), values[start..])
            .Line("window", Enumerable.Range(start, last - start + 1).Select(t => ((double)t, values[t])))
            .ToMarkup($"The series' {name}", TimeLabels.Of(series, start, last), name);
        return Chart("trend", parts.Trend) + Chart("season", parts.Seasonal) + Chart("remainder", parts.Remainder);
    }
}
