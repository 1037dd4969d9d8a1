using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>How the orders of an ARIMA model are searched for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArimaSearchKind>))]
public enum ArimaSearchKind
{
    /// <summary>From order to neighbouring order as long as the criterion falls (Hyndman and Khandakar, 2008, section 3.2).</summary>
    [JsonStringEnumMemberName("stepwise")]
    Stepwise,

    /// <summary>All orders up to p + q + P + Q = 5.</summary>
    [JsonStringEnumMemberName("full")]
    Full,
}
