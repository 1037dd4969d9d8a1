using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Smoothing parameters in their error-correction form (Hyndman et al., 2008, chapter 2).</summary>
/// <param name="Alpha">Share of an error that goes into the level.</param>
/// <param name="Beta">Share that goes into the trend, at most alpha; 0 in a form without a trend.</param>
/// <param name="Gamma">Share that goes into the season, at most 1 - alpha; 0 in a form without a season.</param>
/// <param name="Phi">Damping of the trend per step; 1 in an undamped form.</param>
public sealed record SmoothingParameters(
    [property: JsonPropertyName("alpha")] double Alpha,
    [property: JsonPropertyName("beta")] double Beta,
    [property: JsonPropertyName("gamma")] double Gamma,
    [property: JsonPropertyName("phi")] double Phi);
