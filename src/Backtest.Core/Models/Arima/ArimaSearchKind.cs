using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>How to search for the orders of an ARIMA model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArimaSearchKind>))]
public enum ArimaSearchKind
{
    /// <summary>From an order to a neighbouring one while the criterion falls (Hyndman and Khandakar, 2008, section 3.2).</summary>
    [JsonStringEnumMemberName("stepwise")]
    Stepwise,

    /// <summary>All orders up to p + q + P + Q = 5.</summary>
    [JsonStringEnumMemberName("full")]
    Full,
}
