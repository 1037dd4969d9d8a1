using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Theta;

/// <summary>
/// The Theta method (Assimakopoulos and Nikolopoulos, 2000) as simple exponential smoothing with drift (Hyndman and Billah, 2003), or one
/// of its models of two lines (Fiorucci et al., 2016), for the seasonally adjusted series if there is a season.
/// </summary>
/// <param name="SeasonLength">Season length m to look for, in observations; 1 for none.</param>
/// <param name="Form">The model.</param>
/// <param name="Season">How to remove the season.</param>
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
    /// <remarks>For two lines, three more than the fewest errors that count; a dynamic line has none for the first two values.</remarks>
    [JsonIgnore]
    public override int MinimumTrainingLength => Form == ThetaForm.Standard ? 5 : 8;
}
