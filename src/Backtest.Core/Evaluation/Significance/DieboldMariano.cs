using MathNet.Numerics;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>
/// Do two forecasts differ in accuracy? Diebold and Mariano (1995), Journal of Business and Economic Statistics 13,
/// 253-263, in the small-sample form of Harvey, Leybourne and Newbold (1997), International Journal of Forecasting 13,
/// 281-291, equation 9.
/// </summary>
public static class DieboldMariano
{
    /// <summary>Tests whether the mean of loss differences is 0.</summary>
    /// <param name="differences">Loss of the first forecasts less that of the second, in time order.</param>
    /// <param name="horizon">
    /// Steps h ahead in units of the distance between two differences, at least 1: the differences of optimal forecasts are
    /// correlated up to lag h - 1.
    /// </param>
    /// <returns>
    /// The result; null where there are no more differences than steps, or fewer than 2, or where they do not vary. Their
    /// variance takes autocovariances up to lag h - 1 with equal weights, as in the paper, and with the falling ones of
    /// Bartlett where that is not positive.
    /// </returns>
    public static DieboldMarianoResult? Test(ReadOnlySpan<double> differences, int horizon)
    {
        var count = differences.Length;
        if (count < 2 || count <= horizon)
        {
            return null;
        }

        var mean = Mean(differences);
        Span<double> covariances = horizon <= 64 ? stackalloc double[horizon] : new double[horizon];
        for (var lag = 0; lag < horizon; lag++)
        {
            covariances[lag] = Autocovariance(differences, mean, lag);
        }

        double equal = covariances[0], falling = covariances[0];
        for (var lag = 1; lag < horizon; lag++)
        {
            equal += 2 * covariances[lag];
            falling += 2 * (1 - ((double)lag / horizon)) * covariances[lag];
        }

        var variance = (equal > 0 ? equal : falling) / count;

        // The rounded mean of equal differences may leave them a variance of the size of their rounding errors.
        if (!(Math.Sqrt(covariances[0]) > 1e-12 * Math.Abs(mean)) || !(variance > 0) || !double.IsFinite(variance))
        {
            return null;
        }

        var correction = Math.Sqrt((count + 1 - (2.0 * horizon) + ((double)horizon * (horizon - 1) / count)) / count);
        var statistic = correction * mean / Math.Sqrt(variance);
        var freedom = count - 1.0;
        var pValue = SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + (statistic * statistic)));
        return new DieboldMarianoResult(statistic, pValue, count);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double Autocovariance(ReadOnlySpan<double> values, double mean, int lag)
    {
        var sum = 0.0;
        for (var t = lag; t < values.Length; t++)
        {
            sum += (values[t] - mean) * (values[t - lag] - mean);
        }

        return sum / values.Length;
    }
}
