namespace Backtest.Core.Models.Arima;

/// <summary>What an ARIMA model knows at the end of a series: all that forecasting from there needs.</summary>
/// <param name="Length">Number of values up to here.</param>
/// <param name="Mean">State: the ARMA part, then the last values of the series, newest first, both without the constant's part.</param>
/// <param name="Covariance">Its covariance in units of the innovations' variance, row after row.</param>
public sealed record ArimaState(int Length, double[] Mean, double[] Covariance);
