using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>How to choose the ranges of a classification target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Binning>))]
public enum Binning
{
    /// <summary>Ranges of equal width between the smallest and the largest training value.</summary>
    [JsonStringEnumMemberName("width")]
    Width,

    /// <summary>Ranges with equal numbers of training values.</summary>
    [JsonStringEnumMemberName("quantile")]
    Quantile,
}
