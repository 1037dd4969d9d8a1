namespace Backtest.Bench.Accuracy;

/// <summary>
/// Naive 2, the base of the M4 competition's OWA: the last value of the seasonally adjusted series, with the season restored.
/// </summary>
/// <remarks>
/// The rule is that of the competition's "Benchmarks and Evaluation.R": with at least 3 m values, a season of m >= 2 exists if the
/// autocorrelation at lag m is beyond 1.645 sqrt((1 + 2 (r(1)^2 + ... + r(m-1)^2)) / n) on either side; then R's multiplicative
/// <c>decompose</c> removes it. The competition's values are all positive, and its code has no case for others: if a value here is zero or
/// negative, its ratio to a moving average means nothing, and the series is not adjusted. R's <c>acf</c> ends at lag 10 log10(n) in that
/// code, which is above m in all of the competition's series; here any lag is tested. The product tests for a season too, but this base
/// does not use that test, so that changes of the product do not move it.
/// </remarks>
internal static class Naive2
{
    private const double Critical = 1.645;

    /// <summary>Forecasts the next values.</summary>
    /// <param name="series">Values in time order, none missing, at least one.</param>
    /// <param name="seasonLength">Season length m, 1 for none.</param>
    /// <param name="horizon">Number of steps ahead.</param>
    public static double[] Forecast(double[] series, int seasonLength, int horizon)
    {
        if (!IsSeasonal(series, seasonLength) || Array.Exists(series, value => value <= 0))
        {
            return [.. Enumerable.Repeat(series[^1], horizon)];
        }

        var indices = Indices(series, seasonLength);
        var adjusted = series[^1] / indices[(series.Length - 1) % seasonLength];
        return [.. Enumerable.Range(series.Length, horizon).Select(t => adjusted * indices[t % seasonLength])];
    }

    /// <summary>Whether the series passes the test for a season.</summary>
    /// <param name="series">Values in time order, none missing.</param>
    /// <param name="seasonLength">Season length m.</param>
    public static bool IsSeasonal(double[] series, int seasonLength)
    {
        if (seasonLength < 2 || series.Length < 3 * seasonLength)
        {
            return false;
        }

        var mean = series.Average();
        double Product(int lag) => Enumerable.Range(lag, series.Length - lag).Sum(t => (series[t] - mean) * (series[t - lag] - mean));
        var square = Product(0);
        var below = Enumerable.Range(1, seasonLength - 1).Sum(lag => Math.Pow(Product(lag) / square, 2));
        return Math.Abs(Product(seasonLength) / square) > Critical * Math.Sqrt((1 + (2 * below)) / series.Length);
    }

    // The mean ratio of each phase to a centred moving average with half weights at its ends for even m; the indices average 1.
    private static double[] Indices(double[] series, int seasonLength)
    {
        var half = seasonLength / 2;
        var end = seasonLength % 2 == 0 ? 0.5 : 1;
        var ratios = Enumerable.Range(half, series.Length - (2 * half)).Select(t =>
        {
            var average = ((end * (series[t - half] + series[t + half])) + series[(t - half + 1)..(t + half)].Sum()) / seasonLength;
            return (Phase: t % seasonLength, Ratio: series[t] / average);
        });
        double[] indices =
            [.. ratios.GroupBy(ratio => ratio.Phase).OrderBy(phase => phase.Key).Select(phase => phase.Average(ratio => ratio.Ratio))];
        var mean = indices.Average();
        return Array.ConvertAll(indices, index => index / mean);
    }
}
