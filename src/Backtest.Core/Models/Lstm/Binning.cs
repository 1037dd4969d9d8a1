using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>How the ranges of a classification target are chosen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Binning>))]
public enum Binning
{
    /// <summary>Ranges of equal width between the least and the largest training value.</summary>
    [JsonStringEnumMemberName("width")]
    Width,

    /// <summary>Ranges with equally many training values.</summary>
    [JsonStringEnumMemberName("quantile")]
    Quantile,
}
