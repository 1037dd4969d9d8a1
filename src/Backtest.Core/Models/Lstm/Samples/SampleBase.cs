using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>The reference point of a sample's targets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleBase>))]
public enum SampleBase
{
    /// <summary>The level of its inputs.</summary>
    [JsonStringEnumMemberName("level")]
    Level,

    /// <summary>The values one season earlier, among those known at the sample's end.</summary>
    [JsonStringEnumMemberName("seasonalNaive")]
    SeasonalNaive,
}
