namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// Seasonal indices by classical decomposition: the mean of each phase after removing a centred moving average over a season
/// (Hyndman and Athanasopoulos, FPP3, section 3.4; R's <c>decompose</c>).
/// </summary>
internal static class ClassicalDecomposition
{
    /// <summary>Seasonal indices, that of the first value first; additive ones sum to 0, multiplicative ones to m.</summary>
    /// <param name="series">Values without gaps, at least two seasons.</param>
    /// <param name="seasonLength">Season length m, at least 2.</param>
    /// <param name="multiplicative">Whether the season is divided out instead of subtracted.</param>
    public static double[] Indices(ReadOnlySpan<double> series, int seasonLength, bool multiplicative)
    {
        // Half a season at either end has no average.
        var half = seasonLength / 2;
        var sums = new double[seasonLength];
        var counts = new int[seasonLength];
        for (var t = half; t < series.Length - half; t++)
        {
            var average = CentredAverage(series, t, seasonLength);
            sums[t % seasonLength] += multiplicative ? series[t] / average : series[t] - average;
            counts[t % seasonLength]++;
        }

        return Normalise(sums, counts, multiplicative);
    }

    /// <summary>Means per phase of detrended values, adjusted to sum to 0 or m.</summary>
    public static double[] Normalise(double[] sums, int[] counts, bool multiplicative)
    {
        var neutral = multiplicative ? 1.0 : 0.0;
        var indices = new double[sums.Length];
        var mean = 0.0;
        for (var phase = 0; phase < indices.Length; phase++)
        {
            indices[phase] = counts[phase] > 0 ? sums[phase] / counts[phase] : neutral;
            mean += indices[phase] / indices.Length;
        }

        for (var phase = 0; phase < indices.Length; phase++)
        {
            indices[phase] = multiplicative ? indices[phase] / mean : indices[phase] - mean;
        }

        return indices;
    }

    // For an even season, the two ends count half.
    private static double CentredAverage(ReadOnlySpan<double> series, int t, int seasonLength)
    {
        var half = seasonLength / 2;
        var sum = 0.0;
        for (var k = t - half; k <= t + half; k++)
        {
            sum += series[k];
        }

        if (seasonLength % 2 == 0)
        {
            sum -= (series[t - half] + series[t + half]) / 2;
        }

        return sum / seasonLength;
    }
}
