using System.Globalization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Series;

namespace Backtest.Reports;

/// <summary>Trend, seasons and remainder of a series, below each other.</summary>
internal static class PartsChart
{
    private const double Height = 110;

    /// <summary>Draws them.</summary>
    /// <param name="series">The series.</param>
    /// <param name="seasonLengths">Its season lengths, shortest first.</param>
    /// <param name="most">Maximum number of values to draw, the last ones.</param>
    /// <param name="width">Width in pixels.</param>
    /// <returns>The charts and their caption; null if the series has no season that can be separated from its trend.</returns>
    public static (string Charts, string Caption)? Write(
        TimeSeries series, IReadOnlyList<double> seasonLengths, int most, double width)
    {
        if (SeriesParts.Of(series.Values, seasonLengths) is not { } parts)
        {
            return null;
        }

        var (start, last) = (Math.Max(0, series.Length - most), series.Length - 1);
        string Chart(string name, double[] values) => new Svg(width, Height, (start, last), values[start..])
            .Line("window", Enumerable.Range(start, last - start + 1).Select(t => ((double)t, values[t])))
            .ToMarkup($"The series' {name}", TimeLabels.Of(series, start, last), name);
        var seasons = parts.Seasons.Select(season => Chart($"season of {season.Length}", season.Values));
        var caption = parts.Seasons.Count == 1
            ? "Trend, season and remainder of the series (STL); their sum is the series."
            : "Trend, seasons and remainder of the series (MSTL); their sum is the series.";
        var missing = seasonLengths.Where(length => series.Length <= 2 * Math.Round(length)).Select(length => string.Create(
            CultureInfo.InvariantCulture,
            $" The series is no longer than two seasons of {length} values, so that season cannot be separated."));
        return (
            Chart("trend", parts.Trend) + string.Concat(seasons) + Chart("remainder", parts.Remainder),
            caption + string.Concat(missing));
    }
}
