namespace Backtest.Core.Diagnostics;

/// <summary>
/// Engle's Lagrange multiplier test of autoregressive conditional heteroskedasticity (Econometrica 50, 1982): the
/// regression of squared residuals on their past. Rows with a missing value are left out.
/// </summary>
internal static class ArchLm
{
    /// <summary>Tests.</summary>
    /// <param name="residuals">Residuals in time order, of mean zero; missing ones are NaN.</param>
    /// <param name="lags">Number of lagged squares, at least 1; null for 10, or a fifth of the residuals if that is less.</param>
    /// <exception cref="UndefinedStatisticException">Too few residuals, or squares that do not vary.</exception>
    public static ArchResult Test(ReadOnlySpan<double> residuals, int? lags = null)
    {
        var used = lags ?? Math.Clamp(ObservedValues.Count(residuals) / 5, 1, 10);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(used, nameof(lags));
        var squares = Array.ConvertAll(ObservedValues.Scaled(residuals), residual => residual * residual);
        var factor = new TriangularFactor(used + 2);
        var row = new double[used + 2];
        for (var t = used; t < squares.Length; t++)
        {
            row[0] = 1;
            var complete = true;
            for (var k = 0; k <= used; k++)
            {
                // The response, lag 0, comes last.
                row[k == 0 ? used + 1 : k] = squares[t - k];
                complete &= !double.IsNaN(squares[t - k]);
            }

            if (complete)
            {
                factor.Add(row);
            }
        }

        var free = factor.Rows - used - 1;
        if (free < 1)
        {
            throw new UndefinedStatisticException(
                $"{ObservedValues.Count(residuals)} observed values are too few for {used} lagged squares.");
        }

        if (factor.IndependentRegressors() <= used || factor.FitsExactly(1))
        {
            throw new UndefinedStatisticException("The squares do not vary, or not independently of each other.");
        }

        if (factor.FitsExactly(used + 1))
        {
            throw new UndefinedStatisticException("Each square is determined by those before it.");
        }

        var (total, left) = (factor.ResidualSumOfSquares(1), factor.ResidualSumOfSquares(used + 1));
        var statistic = factor.Rows * (1 - (left / total));
        var f = (total - left) / used / (left / free);
        return new ArchResult(statistic, TailProbability.ChiSquared(statistic, used), used, f, TailProbability.F(f, used, free));
    }
}
