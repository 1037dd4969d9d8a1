using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Exponential smoothing by maximum likelihood of its innovations state space form (Hyndman et al., 2008).</summary>
/// <param name="Form">Which errors, trend and season.</param>
/// <param name="SeasonLength">Season length m in observations, 1 for none, which a seasonal form contradicts.</param>
public sealed record EtsSpec(
    [property: JsonPropertyName("model")] EtsForm Form = EtsForm.Auto,
    [property: JsonPropertyName("m")] int SeasonLength = 1) : ModelSpec
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "ets";

    /// <summary>The season that is estimated: none where several forms meet one that is too long for them.</summary>
    [JsonIgnore]
    public int EstimatedSeason => IsAutomatic && SeasonLength > EtsFitter.LongestSeason ? 1 : SeasonLength;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label => EtsLabel.Of(Form, EstimatedSeason);

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => Form is EtsForm.Auto or EtsForm.Average;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool HasOneSeason => IsAutomatic;

    /// <inheritdoc/>
    /// <remarks>
    /// Three more than there are estimated values, so that AICc is defined; for several forms, what the least of them needs.
    /// </remarks>
    [JsonIgnore]
    public override int MinimumTrainingLength =>
        EtsComponents.Of(IsAutomatic ? EtsForm.ANN : Form).ParameterCount(SeasonLength) + 3;
}
