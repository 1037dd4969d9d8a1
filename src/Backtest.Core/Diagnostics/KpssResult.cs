namespace Backtest.Core.Diagnostics;

/// <summary>A test of stationarity; a small p-value speaks against it.</summary>
/// <param name="Statistic">A larger statistic is stronger evidence against stationarity.</param>
/// <param name="Lags">Autocovariances in the long-run variance.</param>
/// <param name="PValue">
/// Probability of a larger statistic if the series is stationary. The published table ends at 0.01 and 0.1, so these mean
/// "at most 0.01" and "at least 0.1".
/// </param>
public sealed record KpssResult(double Statistic, int Lags, double PValue);
