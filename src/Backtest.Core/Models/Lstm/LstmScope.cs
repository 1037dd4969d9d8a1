using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>What the networks of a trial learn from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LstmScope>))]
public enum LstmScope
{
    /// <summary>A local trial: each series has networks of its own, trained on its samples alone.</summary>
    [JsonStringEnumMemberName("series")]
    Series,

    /// <summary>A global trial: the panel has networks for all of its series, trained on the samples of all.</summary>
    [JsonStringEnumMemberName("panel")]
    Panel,
}
