using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>
/// Complex exponential smoothing (Svetunkov, Kourentzes and Ord, 2022, Naval Research Logistics 69, 1108-1123): the level is the real part
/// of a complex number whose imaginary part holds further information on the past, so that one form covers both levels and trends.
/// </summary>
/// <param name="Form">The form of the season.</param>
/// <param name="SeasonLength">Season length m in observations; 1 for none, which contradicts a seasonal form.</param>
public sealed record CesSpec(
    [property: JsonPropertyName("model")] CesForm Form = CesForm.Auto,
    [property: JsonPropertyName("m")] int SeasonLength = 1) : ModelSpec
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "ces";

    /// <inheritdoc/>
    [JsonIgnore]
    internal override string Kin => "ets";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label => Form switch
    {
        CesForm.Auto => $"CES auto{Season}",
        CesForm.None => "CES",
        CesForm.Simple => $"CES simple{Season}",
        CesForm.Partial => $"CES partial{Season}",
        _ => $"CES full{Season}",
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => Form == CesForm.Auto;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool HasOneSeason => IsAutomatic;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => CesFitter.NeededFor(IsAutomatic ? CesForm.None : Form, SeasonLength);

    private string Season => SeasonLength > 1 ? $" [{SeasonLength}]" : "";
}
