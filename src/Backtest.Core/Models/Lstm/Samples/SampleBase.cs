using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>What a sample's targets are measured from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleBase>))]
public enum SampleBase
{
    /// <summary>The level of its inputs.</summary>
    [JsonStringEnumMemberName("level")]
    Level,

    /// <summary>The values one season before, of those that are known at the sample's end.</summary>
    [JsonStringEnumMemberName("seasonalNaive")]
    SeasonalNaive,
}
