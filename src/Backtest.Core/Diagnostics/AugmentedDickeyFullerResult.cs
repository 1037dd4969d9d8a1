namespace Backtest.Core.Diagnostics;

/// <summary>A test of a unit root; a small p-value speaks for stationarity.</summary>
/// <param name="Statistic">t statistic of the lagged level; the smaller, the less a unit root is likely.</param>
/// <param name="PValue">Probability of a smaller statistic if the series has a unit root.</param>
/// <param name="Lags">Lagged differences in the regression.</param>
/// <param name="Observations">Rows of the regression.</param>
/// <param name="CriticalValues">Values below which the unit root is rejected, for this number of observations.</param>
public sealed record AugmentedDickeyFullerResult(
    double Statistic, double PValue, int Lags, int Observations, CriticalValues CriticalValues);
