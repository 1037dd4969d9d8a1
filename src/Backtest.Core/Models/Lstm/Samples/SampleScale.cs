using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>The divisor of a sample's distances from its level.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleScale>))]
public enum SampleScale
{
    /// <summary>1.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The mean absolute change from value to value in the sample, shrunk towards that of the series.</summary>
    [JsonStringEnumMemberName("sample")]
    Sample,

    /// <summary>The mean absolute change from value to value in the series' training part.</summary>
    [JsonStringEnumMemberName("series")]
    Series,
}
