using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>What a sample's distances from its level are divided by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleScale>))]
public enum SampleScale
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The mean absolute change from value to value in the sample, shrunk towards that of the series.</summary>
    [JsonStringEnumMemberName("sample")]
    Sample,

    /// <summary>The mean absolute change from value to value in the series' training part.</summary>
    [JsonStringEnumMemberName("series")]
    Series,
}
