using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>latest.json: which run and model answer forecasts.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Trial">The published trial; null for a panel, whose series have one each.</param>
/// <param name="RequestedAt">
/// When the run was asked for, by the clock of a host; which of two runs was asked for later is for <see cref="AskedRuns"/> to tell.
/// </param>
/// <param name="Score">How the model families and the published trial did; null in pointers of the first two numerics versions.</param>
public sealed record PublishedRun(
    int SchemaVersion,
    RunId Run,
    [property: JsonPropertyName("winner")] TrialId? Trial,
    DateTimeOffset RequestedAt,
    SeriesScore? Score = null);
