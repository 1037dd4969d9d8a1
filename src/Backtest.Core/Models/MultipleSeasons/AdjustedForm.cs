using System.Text.Json.Serialization;

namespace Backtest.Core.Models.MultipleSeasons;

/// <summary>The model of a seasonally adjusted series.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdjustedForm>))]
public enum AdjustedForm
{
    /// <summary>Exponential smoothing, the form with the smallest AICc.</summary>
    [JsonStringEnumMemberName("ets")]
    Ets,

    /// <summary>The average of the forms of exponential smoothing.</summary>
    [JsonStringEnumMemberName("etsAverage")]
    EtsAverage,

    /// <summary>ARIMA, with orders from the stepwise search.</summary>
    [JsonStringEnumMemberName("arima")]
    Arima,

    /// <summary>ARIMA without differences, so that forecasts return to the mean.</summary>
    [JsonStringEnumMemberName("arma")]
    Arma,

    /// <summary>The Theta method.</summary>
    [JsonStringEnumMemberName("theta")]
    Theta,

    /// <summary>The dynamic optimised Theta model.</summary>
    [JsonStringEnumMemberName("DOTM")]
    DOTM,

    /// <summary>Complex exponential smoothing.</summary>
    [JsonStringEnumMemberName("ces")]
    Ces,

    /// <summary>The last value.</summary>
    [JsonStringEnumMemberName("naive")]
    Naive,

    /// <summary>The last value plus the mean change per step.</summary>
    [JsonStringEnumMemberName("drift")]
    Drift,

    /// <summary>The mean of all values.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>LSTM networks.</summary>
    [JsonStringEnumMemberName("lstm")]
    Lstm,
}
