using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Baselines;

/// <summary>The baseline methods.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BaselineMethod>))]
public enum BaselineMethod
{
    /// <summary>The last value.</summary>
    [JsonStringEnumMemberName("naive")]
    Naive,

    /// <summary>The value one season earlier.</summary>
    [JsonStringEnumMemberName("seasonalNaive")]
    SeasonalNaive,

    /// <summary>The last value plus the mean change per step: the line through the first and last value.</summary>
    [JsonStringEnumMemberName("drift")]
    Drift,

    /// <summary>The mean of all values.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,
}
