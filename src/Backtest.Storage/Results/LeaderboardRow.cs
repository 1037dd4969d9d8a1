using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;

namespace Backtest.Storage.Results;

/// <summary>One trial of a leaderboard.</summary>
public sealed record LeaderboardRow
{
    /// <summary>1 for the best; null if the trial has no score.</summary>
    public int? Rank { get; init; }

    /// <summary>The trial's id.</summary>
    public required TrialId Trial { get; init; }

    /// <summary>Its display name.</summary>
    public required string Label { get; init; }

    /// <summary>baseline, ets, theta, arima, lstm or ensemble.</summary>
    [JsonPropertyName("engine")]
    public required string Family { get; init; }

    /// <summary>Done, failed or pruned.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>Why it failed or was pruned.</summary>
    public string? Reason { get; init; }

    /// <summary>Metrics on the windows, which rank the trials.</summary>
    public MetricSet? Metrics { get; init; }

    /// <summary>Metrics on the hold-out; for the published trial and the naive forecasts alone.</summary>
    public MetricSet? HoldOut { get; init; }

    /// <summary>
    /// Forecasts of the hold-out by a naive forecast; those of the published trial are in the leaderboard. Null for other trials.
    /// </summary>
    public IReadOnlyList<WindowScore>? HoldOutWindows { get; init; }

    /// <summary>P-value of the model confidence set; null if the trial was not tested.</summary>
    public double? ConfidencePValue { get; init; }

    /// <summary>Whether the trial is in the model confidence set, that is, as good as the best. Null if not tested.</summary>
    public bool? InConfidenceSet { get; init; }

    /// <summary>The settings of the model.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Warnings for the reader.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How long the trial took.</summary>
    public required Timing Timing { get; init; }
}
