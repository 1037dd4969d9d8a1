namespace Backtest.Core.Diagnostics;

/// <summary>A test that the first autocorrelations are zero.</summary>
/// <param name="Statistic">Q, chi-squared under the hypothesis.</param>
/// <param name="Lags">Number of autocorrelations h.</param>
/// <param name="DegreesOfFreedom">h minus the number of fitted parameters.</param>
/// <param name="PValue">Probability of a larger Q if the values are white noise.</param>
public sealed record PortmanteauResult(double Statistic, int Lags, int DegreesOfFreedom, double PValue);
