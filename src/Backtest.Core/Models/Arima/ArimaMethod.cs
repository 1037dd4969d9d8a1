using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>How the coefficients are estimated.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArimaMethod>))]
public enum ArimaMethod
{
    /// <summary>Exact Gaussian maximum likelihood, started from the conditional-sum-of-squares estimate.</summary>
    [JsonStringEnumMemberName("cssMl")]
    CssMl,

    /// <summary>Exact Gaussian maximum likelihood, started from zero coefficients.</summary>
    [JsonStringEnumMemberName("ml")]
    Ml,

    /// <summary>Conditional sum of squares only.</summary>
    [JsonStringEnumMemberName("css")]
    Css,
}
