namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// The loss that a quantile minimises: Koenker and Bassett (1978), Econometrica 46, 33-50. The M5 competition scores
/// quantiles by it (Makridakis et al., 2022, International Journal of Forecasting 38, 1365-1385).
/// </summary>
public static class PinballLoss
{
    /// <summary>max(tau (y - q), (tau - 1) (y - q)), in units of the series.</summary>
    /// <param name="actual">The observed value y.</param>
    /// <param name="quantile">The forecast q of the quantile.</param>
    /// <param name="probability">Its probability tau in (0, 1).</param>
    public static double Of(double actual, double quantile, double probability) =>
        actual >= quantile ? probability * (actual - quantile) : (1 - probability) * (quantile - actual);
}
