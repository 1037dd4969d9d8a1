namespace Backtest.Core.Diagnostics;

/// <summary>
/// The seasonal share of the detrended series: max(0, 1 - var(R) / var(S + R)) with the seasonal part S and remainder R
/// of an STL decomposition (Wang, Smith and Hyndman, "Characteristic-based clustering for time series data", Data Mining
/// and Knowledge Discovery 13, 2006), with the settings of R's forecast: seasonal window 11, the rest as in stl.
/// </summary>
public static class SeasonalStrength
{
    /// <summary>The strength, from 0 (none) to 1 (no noise).</summary>
    /// <remarks>
    /// For the decomposition, a missing value is interpolated between its nearest neighbours of the same season (all Januaries,
    /// say); it does not count in the variances.
    /// </remarks>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="seasonLength">Season length m, at least 2.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal, or the series is not longer than two seasons.</exception>
    public static double Of(ReadOnlySpan<double> values, int seasonLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seasonLength, 2);
        var centred = ObservedValues.Centred(values);
        var magnitude = ObservedValues.Magnitude(centred);
        var parts = Stl.Decompose(Filled(centred, seasonLength), seasonLength);
        var (seasonal, remainder) = (parts.Seasonal, parts.Remainder);
        for (var t = 0; t < centred.Length; t++)
        {
            seasonal[t] = double.IsNaN(centred[t]) ? double.NaN : seasonal[t] + remainder[t];
            remainder[t] = double.IsNaN(centred[t]) ? double.NaN : remainder[t];
        }

        // A straight line leaves only rounding errors, which have no season.
        return ObservedValues.AreEqual(seasonal, magnitude)
            ? 0
            : Math.Clamp(1 - (SumOfSquares(remainder) / SumOfSquares(seasonal)), 0, 1);
    }

    // Around the mean of the observed values; both variances have the same number of them.
    private static double SumOfSquares(double[] values)
    {
        ObservedValues.SubtractMean(values);
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += double.IsNaN(value) ? 0 : value * value;
        }

        return sum;
    }

    /// <summary>Values with missing ones filled: see <see cref="Of"/>.</summary>
    internal static double[] Filled(double[] values, int seasonLength)
    {
        var filled = (double[])values.Clone();
        for (var phase = 0; phase < Math.Min(seasonLength, filled.Length); phase++)
        {
            Interpolation.Fill(filled, phase, seasonLength);
        }

        // Only seasons without any observed value are still missing.
        Interpolation.Fill(filled, 0, 1);
        return filled;
    }
}
