using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>How a network forecasts several steps.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputKind>))]
public enum OutputKind
{
    /// <summary>It forecasts the next value; each forecast becomes an input of the next.</summary>
    [JsonStringEnumMemberName("recursive")]
    Recursive,

    /// <summary>It forecasts all steps of the horizon at once.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct,
}
