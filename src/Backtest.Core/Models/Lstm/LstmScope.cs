using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>The series that the networks of a trial learn from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LstmScope>))]
public enum LstmScope
{
    /// <summary>A local trial: each series has its own networks, trained only on its samples.</summary>
    [JsonStringEnumMemberName("series")]
    Series,

    /// <summary>A global trial: the series of the panel share networks, trained on the samples of all.</summary>
    [JsonStringEnumMemberName("panel")]
    Panel,
}
