using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Where the Kalman filter stands after the last observation: all of the past that forecasts need
/// (Harvey, 1989, section 4.3.1; Durbin and Koopman, 2012, section 4.3).
/// </summary>
/// <param name="Mean">
/// The predicted state of the next time: r = max(p, q + 1) elements of the ARMA process, then the last d + D m values of the
/// transformed series less its constant's part, latest first.
/// </param>
/// <param name="Covariance">
/// Lower triangle by rows, in units of sigma^2, of the predicted state's covariance. Where it covers the r ARMA elements alone,
/// the lagged values behind them are known exactly.
/// </param>
/// <param name="Time">Number of observations so far; the drift's regressor counts on from it.</param>
/// <param name="NextVariance">Variance of the next innovation where it changes; null where it does not.</param>
public sealed record ArimaState(
    [property: JsonPropertyName("mean")] double[] Mean,
    [property: JsonPropertyName("covariance")] double[] Covariance,
    [property: JsonPropertyName("time")] int Time,
    [property: JsonPropertyName("nextVariance")][property: JsonIgnore(
        Condition = JsonIgnoreCondition.WhenWritingDefault)] double? NextVariance = null);
