using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Garch;

/// <summary>Distribution of innovations, given their variance.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GarchDistribution>))]
public enum GarchDistribution
{
    /// <summary>Normal.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Student's t, scaled to variance 1 (Bollerslev, 1987).</summary>
    [JsonStringEnumMemberName("t")]
    StudentT,
}
