using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>Complex smoothing parameters.</summary>
/// <param name="Alpha0">Real part of the level's parameter.</param>
/// <param name="Alpha1">Its imaginary part.</param>
/// <param name="Beta0">Real part of the season's parameter, or the only one of a partial season; 0 without.</param>
/// <param name="Beta1">Its imaginary part; 0 without a full season.</param>
public sealed record CesParameters(
    [property: JsonPropertyName("alpha0")] double Alpha0,
    [property: JsonPropertyName("alpha1")] double Alpha1,
    [property: JsonPropertyName("beta0")] double Beta0,
    [property: JsonPropertyName("beta1")] double Beta1);
