using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>The reference point of a sample's values: the level at its last value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleLevel>))]
public enum SampleLevel
{
    /// <summary>The sample's last value.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>Simple exponential smoothing of the values up to the last one.</summary>
    [JsonStringEnumMemberName("ses")]
    Ses,

    /// <summary>The mean of the last season.</summary>
    [JsonStringEnumMemberName("season")]
    Season,
}
