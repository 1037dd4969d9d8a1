using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Theta;

/// <summary>
/// The Theta method (Assimakopoulos and Nikolopoulos, 2000) as simple exponential smoothing with drift (Hyndman and Billah, 2003),
/// of the seasonally adjusted series where there is a season.
/// </summary>
/// <param name="SeasonLength">Season length m in observations for which a season is looked for, 1 for none.</param>
public sealed record ThetaSpec([property: JsonPropertyName("m")] int SeasonLength = 1) : ModelSpec
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "theta";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label => SeasonLength > 1 ? $"Theta [{SeasonLength}]" : "Theta";

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => 5;
}
