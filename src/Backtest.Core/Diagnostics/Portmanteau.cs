namespace Backtest.Core.Diagnostics;

/// <summary>Tests of white noise by the sum of squared autocorrelations.</summary>
internal static class Portmanteau
{
    // More autocorrelations make the test blunt, and long lags of a hundred thousand values slow.
    private const int MostLags = 500;

    /// <summary>Ljung and Box (1978): Q = n (n + 2) sum over k = 1..h of r(k)^2 / (n - k).</summary>
    /// <param name="values">Values in time order; missing ones, NaN, are not in n; see <see cref="Autocorrelation.Acf"/>.</param>
    /// <param name="lags">Number of autocorrelations h, at least 1.</param>
    /// <param name="fittedParameters">Number of estimated ARMA coefficients if the values are residuals, less than h.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal, or there are at most h.</exception>
    public static PortmanteauResult LjungBox(ReadOnlySpan<double> values, int lags, int fittedParameters = 0) =>
        Test(values, lags, fittedParameters, (n, k) => n * (n + 2) / (n - k));

    /// <summary>Box and Pierce (1970): Q = n sum over k = 1..h of r(k)^2.</summary>
    /// <param name="values">Values in time order; missing ones, NaN, are not in n; see <see cref="Autocorrelation.Acf"/>.</param>
    /// <param name="lags">Number of autocorrelations h, at least 1.</param>
    /// <param name="fittedParameters">Number of estimated ARMA coefficients if the values are residuals, less than h.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal, or there are at most h.</exception>
    public static PortmanteauResult BoxPierce(ReadOnlySpan<double> values, int lags, int fittedParameters = 0) =>
        Test(values, lags, fittedParameters, (n, _) => n);

    /// <summary>
    /// Number of autocorrelations to test: 10, or 2 m for a seasonal series, but at most a fifth of the values (Hyndman and
    /// Athanasopoulos, Forecasting: Principles and Practice, 5.4), at least 3 more than the fitted parameters, and at most 500.
    /// </summary>
    /// <param name="observed">Number of observed values.</param>
    /// <param name="seasonLength">Season length m, 1 for none.</param>
    /// <param name="fittedParameters">Number of estimated ARMA coefficients.</param>
    public static int DefaultLags(int observed, int seasonLength, int fittedParameters = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seasonLength);
        var lags = seasonLength > 1 ? Math.Min(2L * seasonLength, MostLags) : 10;
        return (int)Math.Max(Math.Min(lags, observed / 5), fittedParameters + 3);
    }

    private static PortmanteauResult Test(ReadOnlySpan<double> values, int lags, int fittedParameters, Func<double, int, double> weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lags);
        ArgumentOutOfRangeException.ThrowIfNegative(fittedParameters);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fittedParameters, lags);
        ObservedValues.RequireVariation(values);
        var observed = ObservedValues.Count(values);
        if (lags >= observed)
        {
            throw new UndefinedStatisticException($"{observed} observed values are too few for {lags} autocorrelations.");
        }

        var acf = Autocorrelation.Acf(values, lags);
        var statistic = 0.0;
        for (var k = 1; k <= lags; k++)
        {
            statistic += weight(observed, k) * acf[k] * acf[k];
        }

        var degreesOfFreedom = lags - fittedParameters;
        return new PortmanteauResult(statistic, lags, degreesOfFreedom, TailProbability.ChiSquared(statistic, degreesOfFreedom));
    }
}
