using MathNet.Numerics;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>
/// Tests whether two forecasts differ in accuracy: Diebold and Mariano (1995), Journal of Business and Economic Statistics 13,
/// 253-263, in the small-sample form of Harvey, Leybourne and Newbold (1997), International Journal of Forecasting 13,
/// 281-291, equation 9.
/// </summary>
internal static class DieboldMariano
{
    /// <summary>Tests whether the mean of loss differences is 0.</summary>
    /// <param name="differences">Loss of the first forecasts minus that of the second, in time order.</param>
    /// <param name="horizon">
    /// Steps h ahead in units of the distance between two differences, at least 1: the differences of optimal forecasts are
    /// correlated up to lag h - 1.
    /// </param>
    /// <returns>
    /// The result; null if there are at most as many differences as steps, fewer than 2, or if they do not vary. Their variance
    /// weights autocovariances up to lag h - 1 equally, as in the paper, or with Bartlett weights if that is not positive.
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

        // The rounded mean of equal differences may leave a variance the size of rounding errors.
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
