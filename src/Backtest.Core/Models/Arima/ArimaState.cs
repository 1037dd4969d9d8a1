using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The Kalman filter's state after the last observation, the part of the past that forecasts need
/// (Harvey, 1989, section 4.3.1; Durbin and Koopman, 2012, section 4.3).
/// </summary>
/// <param name="Mean">
/// The predicted state at the next time: r = max(p, q + 1) elements of the ARMA process, then the last d + D m values of the
/// transformed series minus the constant's part, latest first.
/// </param>
/// <param name="Covariance">
/// Lower triangle by rows, in units of sigma^2, of the predicted state's covariance. If it covers only the r ARMA elements, the lagged
/// values after them are known exactly.
/// </param>
/// <param name="Time">Number of observations so far, from which the drift's regressor continues.</param>
/// <param name="NextVariance">Variance of the next innovation if the variance changes; otherwise null.</param>
public sealed record ArimaState(
    [property: JsonPropertyName("mean")] double[] Mean,
    [property: JsonPropertyName("covariance")] double[] Covariance,
    [property: JsonPropertyName("time")] int Time,
    [property: JsonPropertyName("nextVariance")][property: JsonIgnore(
        Condition = JsonIgnoreCondition.WhenWritingDefault)] double? NextVariance = null);
