namespace Backtest.Core.Diagnostics;

/// <summary>
/// MSTL: <see cref="Stl"/> for several seasons (Bandara, Hyndman and Bergmeir, "MSTL: A Seasonal-Trend Decomposition Algorithm for Time
/// Series with Multiple Seasonal Patterns", 2021), with the windows of R's <c>mstl</c>.
/// </summary>
internal static class Mstl
{
    // The longer the season, the longer ago its previous cycle was, and the smoother it must be.
    private const int ShortestWindow = 11;
    private const int WindowStep = 4;

    private const int Iterations = 2;

    /// <summary>Decomposes a series.</summary>
    /// <param name="values">Values in time order, none missing.</param>
    /// <param name="seasonLengths">Season lengths, shortest first; at least one.</param>
    /// <returns>The seasonal part of each season and the trend, each as long as the series.</returns>
    /// <exception cref="UndefinedStatisticException">The series is not longer than two seasons, or a value is missing.</exception>
    public static (double[][] Seasons, double[] Trend) Decompose(ReadOnlySpan<double> values, IReadOnlyList<int> seasonLengths)
    {
        var rest = values.ToArray();
        var seasons = seasonLengths.Select(_ => new double[rest.Length]).ToArray();
        double[] trend = [];

        // A second round finds what the first attributed to another season.
        for (var round = 0; round < (seasons.Length > 1 ? Iterations : 1); round++)
        {
            for (var k = 0; k < seasons.Length; k++)
            {
                Add(rest, seasons[k], 1);
                var parts = Stl.Decompose(
                    rest, seasonLengths[k], new StlOptions { SeasonalWindow = ShortestWindow + (WindowStep * k) });
                (seasons[k], trend) = (parts.Seasonal, parts.Trend);
                Add(rest, seasons[k], -1);
            }
        }

        // The trend is that of the last decomposition, as in R.
        return (seasons, trend);
    }

    private static void Add(double[] values, double[] season, int sign)
    {
        for (var t = 0; t < values.Length; t++)
        {
            values[t] += sign * season[t];
        }
    }
}
