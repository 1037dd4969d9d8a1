using System.Text.Json.Serialization;
using Backtest.Core.Evaluation.Verdicts;

namespace Backtest.Core.Evaluation;

/// <summary>The scores of one series of a finished run.</summary>
/// <param name="Published">Model family of the published trial.</param>
/// <param name="Naive">The seasonal naive forecast on the windows, or the naive one without a season.</param>
/// <param name="Families">The best trial of each model family, on the windows.</param>
/// <param name="HoldOut">The published trial on the hold-out, which took no part in the choice.</param>
/// <param name="NaiveHoldOut">The naive forecast on the hold-out.</param>
/// <param name="Advice">Whether to use the published forecast; null if an earlier version stored it.</param>
/// <param name="IsBetterThanNaive">
/// Whether the published trial has a smaller error on the hold-out than the naive forecast, by the metric that ranks the series'
/// trials; null without a hold-out, and if an earlier version stored it.
/// </param>
public sealed record SeriesScore(
    [property: JsonPropertyName("winner")] string Published,
    FamilyScore Naive,
    [property: JsonPropertyName("engines")] IReadOnlyList<FamilyScore> Families,
    FamilyScore? HoldOut,
    FamilyScore? NaiveHoldOut,
    Advice? Advice = null,
    bool? IsBetterThanNaive = null);
