using System.Text.Json.Serialization;

namespace Backtest.Http;

/// <summary>Where the grid of a started run comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GridSource>))]
public enum GridSource
{
    /// <summary>The request.</summary>
    [JsonStringEnumMemberName("given")]
    Given,

    /// <summary>The storage: an earlier upload or request stored it for the series.</summary>
    [JsonStringEnumMemberName("stored")]
    Stored,

    /// <summary>Neither: it is the default grid.</summary>
    [JsonStringEnumMemberName("default")]
    Default,
}
