namespace Backtest.Core.Diagnostics;

/// <summary>
/// The test of stationarity of Kwiatkowski, Phillips, Schmidt and Shin, "Testing the null hypothesis of stationarity
/// against the alternative of a unit root", Journal of Econometrics 54 (1992). Missing values are dropped, and the rest
/// treated as neighbours, as in R's urca.
/// </summary>
internal static class Kpss
{
    private static readonly double[] Probabilities = [0.1, 0.05, 0.025, 0.01];
    private static readonly double[] LevelTable = [0.347, 0.463, 0.574, 0.739];
    private static readonly double[] TrendTable = [0.119, 0.146, 0.176, 0.216];

    /// <summary>Tests; the p-value is interpolated in table 1 of the paper.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="null">What the series is stationary around.</param>
    /// <param name="lags">Lags l of the long-run variance with Bartlett weights 1 - k / (l + 1); null for <see cref="ShortLags"/>.</param>
    /// <exception cref="UndefinedStatisticException">Too few values, or none that vary around the level or trend.</exception>
    public static KpssResult Test(ReadOnlySpan<double> values, KpssNull @null = KpssNull.Level, int? lags = null)
    {
        if (lags is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(lags));
        }

        ObservedValues.RequireVariation(values);
        var residuals = ObservedValues.ScaledWithoutMissing(values);
        var n = residuals.Length;
        var used = lags ?? ShortLags(n);
        if (used >= n)
        {
            throw new UndefinedStatisticException($"{n} observed values are too few for {used} lags.");
        }

        ObservedValues.SubtractMean(residuals);
        if (@null == KpssNull.Trend)
        {
            SubtractTrend(residuals);
        }

        var longRun = LaggedProducts.Sum(residuals, 0) / n;
        for (var k = 1; k <= used; k++)
        {
            longRun += 2.0 / n * (1 - (k / (used + 1.0))) * LaggedProducts.Sum(residuals, k);
        }

        if (!(longRun > 0))
        {
            throw new UndefinedStatisticException($"The long-run variance with {used} lags is zero.");
        }

        var (sum, squares) = (0.0, 0.0);
        foreach (var residual in residuals)
        {
            sum += residual;
            squares += sum * sum;
        }

        var statistic = squares / ((double)n * n * longRun);
        return new KpssResult(statistic, used, PValue(statistic, @null));
    }

    /// <summary>Lags 4 (n / 100)^(1/4), rounded down: l4 of the paper, and the default of R's tseries.</summary>
    /// <param name="observed">Number of observed values n.</param>
    public static int ShortLags(int observed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(observed);
        return (int)(4 * Math.Pow(observed / 100.0, 0.25));
    }

    private static double PValue(double statistic, KpssNull @null)
    {
        var table = @null == KpssNull.Trend ? TrendTable : LevelTable;
        if (statistic <= table[0])
        {
            return Probabilities[0];
        }

        for (var k = 1; k < table.Length; k++)
        {
            if (statistic <= table[k])
            {
                var share = (statistic - table[k - 1]) / (table[k] - table[k - 1]);
                return Probabilities[k - 1] + (share * (Probabilities[k] - Probabilities[k - 1]));
            }
        }

        return Probabilities[^1];
    }

    // Of centred values, by least squares.
    private static void SubtractTrend(double[] values)
    {
        var centre = (values.Length - 1) / 2.0;
        var (products, squares) = (0.0, 0.0);
        for (var t = 0; t < values.Length; t++)
        {
            products += (t - centre) * values[t];
            squares += (t - centre) * (t - centre);
        }

        var largest = ObservedValues.Magnitude(values);
        for (var t = 0; t < values.Length; t++)
        {
            values[t] -= products / squares * (t - centre);
        }

        if (ObservedValues.AreEqual(values, largest))
        {
            throw new UndefinedStatisticException("All values lie on a line.");
        }
    }
}
