using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>The criterion of a search for orders, with k estimated numbers and n differenced values.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InformationCriterion>))]
public enum InformationCriterion
{
    /// <summary>AIC + 2 k (k + 1) / (n - k - 1) (Hurvich and Tsai, 1989).</summary>
    [JsonStringEnumMemberName("aicc")]
    Aicc,

    /// <summary>-2 ln L + 2 k (Akaike, 1974).</summary>
    [JsonStringEnumMemberName("aic")]
    Aic,

    /// <summary>-2 ln L + k ln n (Schwarz, 1978).</summary>
    [JsonStringEnumMemberName("bic")]
    Bic,
}
