using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>latest.json: the run and model that answer forecasts.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Trial">The published trial; null for a panel, whose series have one each.</param>
/// <param name="RequestedAt">
/// When the run was requested, by the clock of a host; <see cref="AskedRuns"/> determines which of two runs was requested later.
/// </param>
/// <param name="Score">The scores of the model families and the published trial; null in pointers of numerics versions 1 and 2.</param>
public sealed record PublishedRun(
    int SchemaVersion,
    RunId Run,
    [property: JsonPropertyName("winner")] TrialId? Trial,
    DateTimeOffset RequestedAt,
    SeriesScore? Score = null);
