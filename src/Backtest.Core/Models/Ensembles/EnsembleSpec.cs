using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Ensembles;

/// <summary>
/// A combination of the forecasts of other trials. Their errors in the windows that ended before each origin decide which ones; see
/// <see cref="Evaluation.EnsembleSelection"/>.
/// </summary>
/// <param name="Combine">How to combine the members' forecasts.</param>
/// <param name="Best">
/// Limit of members, the trials with the smallest errors; null for all. Trials clearly worse than the best naive forecast are excluded.
/// </param>
/// <param name="OnePerFamily">Whether each model family takes part only with its best trial.</param>
/// <param name="MemberFamilies">Model families whose trials may take part; null for all except the baselines.</param>
/// <param name="Automatic">
/// Whether model families take part with their automatic forms, such as auto ARIMA, each besides the family's best trial. Families have
/// equal weights if the windows have few values; otherwise errors determine the members' weights, and families without such a form take
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
    /// Whether the series cannot be below 0. The members' forecasts are then clipped at 0 before they are combined, as in the windows whose
    /// errors chose the members.
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
