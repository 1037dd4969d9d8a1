using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>The state of the recursion, the part of the past that forecasts need.</summary>
/// <param name="Level">Level l.</param>
/// <param name="Trend">Trend b per observation; 0 in a form without one.</param>
/// <param name="Season">Seasonal states, that of the next observation first; empty in a form without a season.</param>
public sealed record EtsState(
    [property: JsonPropertyName("level")] double Level,
    [property: JsonPropertyName("trend")] double Trend,
    [property: JsonPropertyName("season")] double[] Season)
{
    /// <summary>The state of a series 2^<paramref name="exponent"/> times as large.</summary>
    /// <param name="exponent">The power of two.</param>
    /// <param name="season">The kind of season.</param>
    internal EtsState Scale(int exponent, EtsSeason season) => new(
        Math.ScaleB(Level, exponent),
        Math.ScaleB(Trend, exponent),
        season == EtsSeason.Additive ? Array.ConvertAll(Season, value => Math.ScaleB(value, exponent)) : Season);
}
