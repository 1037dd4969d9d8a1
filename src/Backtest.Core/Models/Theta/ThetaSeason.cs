using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Theta;

/// <summary>How the Theta method removes a season.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThetaSeason>))]
public enum ThetaSeason
{
    /// <summary>Divided out if all values are positive, otherwise subtracted.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Subtracted.</summary>
    [JsonStringEnumMemberName("additive")]
    Additive,
}
