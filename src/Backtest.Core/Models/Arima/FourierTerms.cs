using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// A season as a sum of sines and cosines (West and Harrison, 1997; Hyndman and Athanasopoulos, FPP3, section 7.4), the regressors of an
/// ARIMA model.
/// </summary>
/// <param name="SeasonLength">Season length in observations, possibly fractional.</param>
/// <param name="Terms">Number of pairs K, at most half the season length; null for the one with the smallest AICc.</param>
public sealed record FourierTerms(
    [property: JsonPropertyName("season")] double SeasonLength,
    [property: JsonPropertyName("terms")] int? Terms = null)
{
    /// <summary>Largest number of pairs for the season.</summary>
    [JsonIgnore]
    internal int Most => (int)Math.Floor(SeasonLength / 2);
}
