namespace Backtest.Core.Diagnostics;

/// <summary>How often to difference a series until it is stationary, by the rules of R's forecast 8.</summary>
internal static class Differencing
{
    // Seasonal strengths above this call for a seasonal difference (Wang, Smith and Hyndman, 2006; forecast::nsdiffs).
    private const double StrongSeason = 0.64;

    // The significance level of the KPSS test.
    private const double Significance = 0.05;

    /// <summary>
    /// Number of first differences d after which the KPSS test no longer rejects level stationarity at 5 %, with
    /// 3 sqrt(n) / 13 lags, rounded down, as forecast::ndiffs finds it (Hyndman and Khandakar, 2008).
    /// </summary>
    /// <remarks>
    /// Missing values are dropped first, and the rest treated as neighbours. Constant values, and values for which the test is
    /// undefined, need no further difference.
    /// </remarks>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="maxDifferences">Upper limit on d, at least 0.</param>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static int Ndiffs(ReadOnlySpan<double> values, int maxDifferences = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxDifferences);
        return Ndiffs(ObservedValues.ScaledWithoutMissing(values), ObservedValues.Magnitude(ObservedValues.Scaled(values)), maxDifferences);
    }

    /// <summary>
    /// Number of seasonal differences D after which the seasonal strength is at most 0.64, as forecast::nsdiffs finds it.
    /// 0 for a series of at most two seasons.
    /// </summary>
    /// <param name="values">Values in time order; missing ones are NaN, see <see cref="SeasonalStrength.Of"/>.</param>
    /// <param name="seasonLength">Season length m, at least 1; 1 has no season.</param>
    /// <param name="maxDifferences">Upper limit on D, at least 0.</param>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static int Nsdiffs(ReadOnlySpan<double> values, int seasonLength, int maxDifferences = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seasonLength);
        ArgumentOutOfRangeException.ThrowIfNegative(maxDifferences);
        var scaled = ObservedValues.Scaled(values);
        var magnitude = ObservedValues.Magnitude(scaled);
        var differences = 0;
        while (seasonLength > 1 && differences < maxDifferences && scaled.Length > 2L * seasonLength
            && !ObservedValues.AreEqual(scaled, magnitude) && SeasonalStrength.Of(scaled, seasonLength) > StrongSeason)
        {
            scaled = Difference(scaled, seasonLength);
            differences++;
        }

        return differences;
    }

    /// <summary>
    /// D by <see cref="Nsdiffs"/>, and d by <see cref="Ndiffs(ReadOnlySpan{double}, int)"/> of the seasonally differenced
    /// values, in the order of auto.arima.
    /// </summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="seasonLength">Season length m, at least 1; 1 has no season.</param>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static (int D, int SeasonalD) Suggest(ReadOnlySpan<double> values, int seasonLength)
    {
        var seasonal = Nsdiffs(values, seasonLength);
        var scaled = ObservedValues.Scaled(values);
        var differenced = seasonal > 0 ? Difference(scaled, seasonLength) : scaled;
        return (Ndiffs(ObservedValues.WithoutMissing(differenced), ObservedValues.Magnitude(scaled), 2), seasonal);
    }

    /// <summary>y(t) - y(t - lag), lag elements fewer; missing if either value is.</summary>
    internal static double[] Difference(double[] values, int lag)
    {
        var result = new double[Math.Max(values.Length - lag, 0)];
        for (var t = 0; t < result.Length; t++)
        {
            result[t] = values[t + lag] - values[t];
        }

        return result;
    }

    private static int Ndiffs(double[] values, double magnitude, int maxDifferences)
    {
        var differences = 0;
        while (differences < maxDifferences && !ObservedValues.AreEqual(values, magnitude) && IsRejected(values))
        {
            values = Difference(values, 1);
            differences++;
        }

        return differences;
    }

    private static bool IsRejected(double[] values)
    {
        try
        {
            return Kpss.Test(values, KpssNull.Level, (int)(3 * Math.Sqrt(values.Length) / 13)).PValue < Significance;
        }
        catch (UndefinedStatisticException)
        {
            return false;
        }
    }
}
