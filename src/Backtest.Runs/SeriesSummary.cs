using System.Text.Json.Serialization;
using Backtest.Core.Evaluation.Verdicts;
using Backtest.Core.Models;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>The stored data of a series.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Length of the upload; null for a series of a long-format upload.</param>
/// <param name="UploadedAt">Time of the upload.</param>
/// <param name="PublishedRun">The run that answers forecasts; null if none is complete.</param>
/// <param name="Published">The trial that answers forecasts.</param>
/// <param name="Advice">Whether to use its forecast; null if no run is complete, or an earlier version completed it.</param>
/// <param name="Runs">Its runs, newest first.</param>
/// <param name="Parts">Names of the series in the upload, if it has several.</param>
public sealed record SeriesSummary(
    string Name,
    long? Bytes,
    DateTimeOffset? UploadedAt,
    RunId? PublishedRun,
    [property: JsonPropertyName("winner")] TrialId? Published,
    Advice? Advice,
    IReadOnlyList<RunStatus> Runs,
    IReadOnlyList<string> Parts);
