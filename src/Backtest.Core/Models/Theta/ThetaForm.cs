using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Theta;

/// <summary>The variants of the Theta method.</summary>
/// <remarks>
/// Those of Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), "Models for optimising the Theta method and their
/// relationship to state space models", International Journal of Forecasting 32, 1151-1161, have the names that the paper gives them.
/// </remarks>
[JsonConverter(typeof(JsonStringEnumConverter<ThetaForm>))]
public enum ThetaForm
{
    /// <summary>Simple exponential smoothing with drift, as in R's <c>thetaf</c>.</summary>
    [JsonStringEnumMemberName("standard")]
    Standard,

    /// <summary>The optimised Theta model: the weight of the line is estimated.</summary>
    OTM,

    /// <summary>The dynamic standard Theta model: the line is refitted at every value, with a weight of one half.</summary>
    DSTM,

    /// <summary>The dynamic optimised Theta model: the line is refitted at every value, and its weight is estimated.</summary>
    DOTM,
}
