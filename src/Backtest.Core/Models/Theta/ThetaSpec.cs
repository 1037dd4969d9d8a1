using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Theta;

/// <summary>
/// The Theta method (Assimakopoulos and Nikolopoulos, 2000) as simple exponential smoothing with drift (Hyndman and Billah, 2003), or one
/// of its models of two lines (Fiorucci et al., 2016), of the seasonally adjusted series where there is a season.
/// </summary>
/// <param name="SeasonLength">Season length m in observations for which a season is looked for, 1 for none.</param>
/// <param name="Form">Which model.</param>
/// <param name="Season">How the season is taken out.</param>
public sealed record ThetaSpec(
    [property: JsonPropertyName("m")] int SeasonLength = 1,
    [property: JsonPropertyName("model"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ThetaForm Form =
        ThetaForm.Standard,
    [property: JsonPropertyName("season"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ThetaSeason Season =
        ThetaSeason.Auto) : ModelSpec
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "theta";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var name = Form == ThetaForm.Standard ? "Theta" : Form.ToString();
            return SeasonLength <= 1 ? name : $"{name} [{SeasonLength}]{(Season == ThetaSeason.Additive ? ", additive season" : "")}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => true;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool HasOneSeason => true;

    /// <inheritdoc/>
    /// <remarks>Of two lines, three more than the errors that count at least; the first two of a dynamic line are none.</remarks>
    [JsonIgnore]
    public override int MinimumTrainingLength => Form == ThetaForm.Standard ? 5 : 8;
}
