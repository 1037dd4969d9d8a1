using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Exponential smoothing by maximum likelihood of its innovations state space form (Hyndman et al., 2008).</summary>
/// <param name="Form">The form: errors, trend and season.</param>
/// <param name="SeasonLength">Season length m in observations; 1 for none, which contradicts a seasonal form.</param>
public sealed record EtsSpec(
    [property: JsonPropertyName("model")] EtsForm Form = EtsForm.Auto,
    [property: JsonPropertyName("m")] int SeasonLength = 1) : ModelSpec
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "ets";

    /// <summary>The estimated season length: 1 if it is too long for a choice of forms.</summary>
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
    /// Three more than the number of estimated values, so that AICc is defined; for several forms, the smallest such number.
    /// </remarks>
    [JsonIgnore]
    public override int MinimumTrainingLength =>
        EtsComponents.Of(IsAutomatic ? EtsForm.ANN : Form).ParameterCount(SeasonLength) + 3;
}
