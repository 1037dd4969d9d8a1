namespace Backtest.Core.Diagnostics;

/// <summary>
/// The augmented Dickey-Fuller test of a unit root (Dickey and Fuller, 1979; Said and Dickey, 1984): the t statistic of
/// gamma in dy(t) = deterministics + gamma y(t - 1) + delta_1 dy(t - 1) + ... + delta_p dy(t - p) + e(t).
/// Rows with a missing value are left out.
/// </summary>
internal static class AugmentedDickeyFuller
{
    /// <summary>Tests with the number of lags that has the smallest AIC.</summary>
    /// <remarks>
    /// Schwert (1989): lags 0..12 (n / 100)^(1/4), rounded up, are compared on the rows that the longest of them leaves.
    /// The chosen one is fitted to all rows that it leaves, as statsmodels' adfuller does.
    /// </remarks>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="deterministics">The deterministic terms of the regression.</param>
    /// <param name="maxLags">Largest number of lags to compare, at least 0; null for Schwert's.</param>
    /// <exception cref="UndefinedStatisticException">Too few values, none that vary, or a regression that fits exactly.</exception>
    public static AugmentedDickeyFullerResult Test(
        ReadOnlySpan<double> values, Deterministics deterministics = Deterministics.Constant, int? maxLags = null)
    {
        if (maxLags is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(maxLags));
        }

        var level = Level(values, deterministics);
        var most = (level.Length / 2) - Trends(deterministics) - 1;
        if (most < 0)
        {
            throw TooFew(values);
        }

        var schwert = (int)Math.Ceiling(12 * Math.Pow(level.Length / 100.0, 0.25));
        var lags = BestLags(level, deterministics, Math.Min(maxLags ?? schwert, most));
        return TestScaled(level, deterministics, lags);
    }

    /// <summary>Tests with a given number of lags.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="lags">Number of lagged differences p, at least 0.</param>
    /// <param name="deterministics">The deterministic terms of the regression.</param>
    /// <exception cref="UndefinedStatisticException">Too few values, none that vary, or a regression that fits exactly.</exception>
    public static AugmentedDickeyFullerResult TestWithLags(
        ReadOnlySpan<double> values, int lags, Deterministics deterministics = Deterministics.Constant)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        return TestScaled(Level(values, deterministics), deterministics, lags);
    }

    private static AugmentedDickeyFullerResult TestScaled(double[] level, Deterministics deterministics, int lags)
    {
        var regressors = Trends(deterministics) + 1 + lags;
        var factor = Regress(level, deterministics, lags, levelLast: true);
        RequireRows(factor, regressors, level);
        if (factor.IndependentRegressors() < regressors || factor.FitsExactly(regressors))
        {
            throw new UndefinedStatisticException($"The regression with {lags} lagged differences fits exactly or has dependent terms.");
        }

        var statistic = factor.LastTStatistic();
        return new AugmentedDickeyFullerResult(
            statistic,
            MacKinnonDistribution.PValue(statistic, deterministics),
            lags,
            factor.Rows,
            MacKinnonDistribution.CriticalValues(factor.Rows, deterministics));
    }

    private static int BestLags(double[] level, Deterministics deterministics, int maxLags)
    {
        var factor = Regress(level, deterministics, maxLags, levelLast: false);
        var fixedTerms = Trends(deterministics) + 1;
        RequireRows(factor, fixedTerms, level);

        // No more lags than leave the terms independent and a residual to measure.
        var most = Math.Min(Math.Min(factor.IndependentRegressors(), factor.Rows - 1) - fixedTerms, maxLags);
        var (best, bestCriterion) = (0, double.PositiveInfinity);
        for (var lags = 0; lags <= most; lags++)
        {
            if (factor.FitsExactly(fixedTerms + lags))
            {
                break;
            }

            // AIC without the terms that all lags share.
            var criterion = (factor.Rows * Math.Log(factor.ResidualSumOfSquares(fixedTerms + lags))) + (2 * lags);
            if (criterion < bestCriterion)
            {
                (best, bestCriterion) = (lags, criterion);
            }
        }

        return best;
    }

    private static TriangularFactor Regress(double[] level, Deterministics deterministics, int lags, bool levelLast)
    {
        var trends = Trends(deterministics);
        var columns = trends + 1 + lags + 1;
        var factor = new TriangularFactor(columns);
        var differences = new double[Math.Max(level.Length - 1, 0)];
        for (var t = 0; t < differences.Length; t++)
        {
            differences[t] = level[t + 1] - level[t];
        }

        var row = new double[columns];
        for (var t = lags; t < differences.Length; t++)
        {
            if (trends > 0)
            {
                row[0] = 1;
            }

            if (trends > 1)
            {
                row[1] = (t + 1.0) / differences.Length;
            }

            row[levelLast ? columns - 2 : trends] = level[t];
            var lagged = row.AsSpan(levelLast ? trends : trends + 1, lags);
            for (var k = 0; k < lags; k++)
            {
                lagged[k] = differences[t - 1 - k];
            }

            row[^1] = differences[t];

            // NaN in any term makes the sum NaN.
            var sum = 0.0;
            foreach (var term in row)
            {
                sum += term;
            }

            if (!double.IsNaN(sum))
            {
                factor.Add(row);
            }
        }

        return factor;
    }

    // The constant in the regression absorbs any shift of the level; without a large mean the level loses no digits.
    private static double[] Level(ReadOnlySpan<double> values, Deterministics deterministics)
    {
        if (deterministics == Deterministics.None)
        {
            ObservedValues.RequireVariation(values);
            return ObservedValues.Scaled(values);
        }

        return ObservedValues.Centred(values);
    }

    private static int Trends(Deterministics deterministics) => deterministics switch
    {
        Deterministics.None => 0,
        Deterministics.Constant => 1,
        Deterministics.ConstantAndTrend => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(deterministics), deterministics, null),
    };

    private static void RequireRows(TriangularFactor factor, int regressors, double[] level)
    {
        if (factor.Rows <= regressors)
        {
            throw TooFew(level);
        }
    }

    private static UndefinedStatisticException TooFew(ReadOnlySpan<double> values) =>
        new($"{ObservedValues.Count(values)} observed values are too few for the regression of the Dickey-Fuller test.");
}
