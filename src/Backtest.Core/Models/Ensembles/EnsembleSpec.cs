using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Ensembles;

/// <summary>
/// A combination of the forecasts of other trials. Which ones is decided by their errors in the windows that were over at
/// each origin; see <see cref="Evaluation.EnsembleSelection"/>.
/// </summary>
/// <param name="Combine">How the members' forecasts become one.</param>
/// <param name="Best">
/// Most members: the trials with the least error; null for all. None errs clearly more than the best naive forecast.
/// </param>
/// <param name="OnePerFamily">Whether each model family takes part with its best trial alone.</param>
/// <param name="MemberFamilies">Model families whose trials may take part; null for all but the baselines.</param>
/// <param name="Automatic">
/// Whether model families take part with the forms that choose themselves, such as auto ARIMA, each beside the family's best trial.
/// Families weigh alike where the windows have few values; otherwise members weigh by their errors, and families without such a form take
/// part.
/// </param>
public sealed record EnsembleSpec(
    [property: JsonPropertyName("combine")] Combination Combine = Combination.Mean,
    [property: JsonPropertyName("best")] int? Best = null,
    [property: JsonPropertyName("onePerEngine")] bool OnePerFamily = false,
    [property: JsonPropertyName("engines")] IReadOnlyList<string>? MemberFamilies = null,
    [property: JsonPropertyName("automatic"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Automatic =
        false) : ModelSpec
{
    /// <summary>The members; null until they are chosen.</summary>
    [JsonPropertyName("members")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EnsembleMember>? Members { get; init; }

    /// <summary>
    /// Whether the series cannot be below 0. The members' forecasts are then at 0 or above before they are combined, as they are in the
    /// windows whose errors chose the members.
    /// </summary>
    [JsonPropertyName("nonNegative")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NonNegative { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "ensemble";

    /// <summary>Whether the trials of a model may take part.</summary>
    internal bool Admits(ModelSpec model) => MemberFamilies?.Contains(model.Family) ?? model.Family != "baseline";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var combination = Combine switch
            {
                Combination.Mean => "Mean",
                Combination.Median => "Median",
                Combination.TrimmedMean => "Trimmed mean",
                _ => "Inverse-error mean",
            };
            var members = (OnePerFamily, Best) switch
            {
                _ when Automatic => "the automatic and the best form of each model family",
                (true, null) => "the best of each model family",
                (true, { } count) => $"the best of {count} model families",
                (_, null) => "all",
                (_, { } count) => $"the {count} best",
            };
            return $"{combination} of {members}{(MemberFamilies is null ? "" : $" ({string.Join(", ", MemberFamilies)})")}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength =>
        Members is { Count: > 0 } members ? members.Min(member => member.Spec.MinimumTrainingLength) : 1;
}
