namespace Backtest.Core.Diagnostics;

/// <summary>Sample autocorrelations and partial autocorrelations.</summary>
public static class Autocorrelation
{
    // The 97.5 % quantile of the standard normal distribution.
    private const double Quantile = 1.959963984540054;

    /// <summary>Autocorrelations r(0) = 1, r(1), ..., r(lags).</summary>
    /// <remarks>
    /// r(k) = c(k) / c(0) with c(k) the sum over t of (y(t) - mean)(y(t + k) - mean), divided by n (Box, Jenkins, Reinsel
    /// and Ljung, Time Series Analysis, chapter 2). With missing values the sum runs over the fully observed pairs and is
    /// divided by their number plus k, as in R's acf with na.pass, and clipped to [-1, 1].
    /// </remarks>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="lags">Largest lag, at least 0.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal, or some lag has no pair.</exception>
    public static double[] Acf(ReadOnlySpan<double> values, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        var centred = ObservedValues.Centred(values);
        if (lags >= centred.Length)
        {
            throw new UndefinedStatisticException($"{values.Length} values have no autocorrelation at lag {lags}.");
        }

        var observed = Array.ConvertAll(centred, value => double.IsNaN(value) ? 0.0 : 1.0);
        var complete = Array.TrueForAll(observed, value => value == 1);
        for (var t = 0; t < centred.Length; t++)
        {
            centred[t] = observed[t] == 0 ? 0 : centred[t];
        }

        var result = new double[lags + 1];
        var variance = 0.0;
        for (var lag = 0; lag <= lags; lag++)
        {
            var pairs = complete ? centred.Length - lag : LaggedProducts.Sum(observed, lag);
            if (pairs == 0)
            {
                throw new UndefinedStatisticException($"No two observed values are {lag} steps apart.");
            }

            var covariance = LaggedProducts.Sum(centred, lag) / (pairs + lag);
            variance = lag == 0 ? covariance : variance;
            result[lag] = Math.Clamp(covariance / variance, -1, 1);
        }

        return result;
    }

    /// <summary>Partial autocorrelations at lags 1..lags; element k is that of lag k + 1.</summary>
    /// <remarks>
    /// Durbin-Levinson recursion on the autocorrelations (Box et al., appendix A3.2). Missing values, or values that an
    /// autoregression describes exactly, can end the recursion early: later elements are then 0.
    /// </remarks>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="lags">Largest lag, at least 1.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal, or some lag has no pair.</exception>
    public static double[] Pacf(ReadOnlySpan<double> values, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lags);
        return PartialOf(Acf(values, lags));
    }

    /// <summary>Half the width of the band around 0 in which 95 % of the autocorrelations of white noise lie, 1.96 / sqrt(n).</summary>
    /// <param name="observed">Number of observed values n, at least 1.</param>
    public static double Bound(int observed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observed);
        return Quantile / Math.Sqrt(observed);
    }

    /// <summary>Partial autocorrelations that go with autocorrelations r(0), r(1), ...</summary>
    internal static double[] PartialOf(ReadOnlySpan<double> acf)
    {
        var lags = acf.Length - 1;
        var partial = new double[lags];
        var (phi, previous) = (new double[lags], new double[lags]);
        var variance = 1.0;
        for (var k = 0; k < lags && variance > 0; k++)
        {
            var numerator = acf[k + 1];
            for (var j = 0; j < k; j++)
            {
                numerator -= previous[j] * acf[k - j];
            }

            var reflection = Math.Clamp(numerator / variance, -1, 1);
            for (var j = 0; j < k; j++)
            {
                phi[j] = previous[j] - (reflection * previous[k - 1 - j]);
            }

            phi[k] = reflection;
            partial[k] = reflection;
            variance *= 1 - (reflection * reflection);
            (phi, previous) = (previous, phi);
        }

        return partial;
    }
}
