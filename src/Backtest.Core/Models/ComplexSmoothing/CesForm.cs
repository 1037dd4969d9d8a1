using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>The forms of complex exponential smoothing, by their season.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CesForm>))]
public enum CesForm
{
    /// <summary>The form with the smallest AICc among those that suit the series; see <see cref="CesFitter"/>.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>No season.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>A level for each phase of the season.</summary>
    [JsonStringEnumMemberName("simple")]
    Simple,

    /// <summary>A level, and an additive seasonal state for each phase.</summary>
    [JsonStringEnumMemberName("partial")]
    Partial,

    /// <summary>A level, and a complex seasonal state for each phase, so that the season's amplitude can follow the level.</summary>
    [JsonStringEnumMemberName("full")]
    Full,
}
