using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Theta;

/// <summary>How the Theta method takes out a season.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThetaSeason>))]
public enum ThetaSeason
{
    /// <summary>Divided out where every value is positive, and otherwise subtracted.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Subtracted.</summary>
    [JsonStringEnumMemberName("additive")]
    Additive,
}
