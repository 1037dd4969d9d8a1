using System.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.External;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Runs.Models;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Runs the trials of a plan that combine the results of the others, once those exist.</summary>
internal static class EnsembleTrials
{
    /// <summary>Scores and stores the ensembles that have no result yet.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="series">The series.</param>
    /// <param name="results">Results of all other trials, in the order of the plan.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Stops between two ensembles.</param>
    /// <returns>The results of the ensembles, in the order of the plan.</returns>
    public static async Task<List<TrialDocument>> RunAsync(
        IBlobStore store,
        RunPlan plan,
        TimeSeries series,
        IReadOnlyList<TrialDocument> results,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var trials = results
            .Where(result => result.Score is not null && result.Spec is not ExternalSpec)
            .Select(result => new ScoredTrial(result.Trial, result.Label, result.Spec, result.Score!))
            .ToList();
        var unscored = results
            .Where(result => result.Score is null && result.Spec.IsAutomatic)
            .Select(result => new UnscoredTrial(result.Trial, result.Label, result.Spec))
            .ToList();
        var ensembles = new List<TrialDocument>();
        foreach (var planned in plan.Trials.Where(trial => trial.Spec is EnsembleSpec))
        {
            var path = BlobLayout.Trial(plan.Key, planned.Id);
            ensembles.Add(await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false)
                ?? await RunAsync(store, plan, planned, series, trials, unscored, clock, cancellationToken).ConfigureAwait(false));
        }

        return ensembles;
    }

    private static async Task<TrialDocument> RunAsync(
        IBlobStore store,
        RunPlan plan,
        PlannedTrial planned,
        TimeSeries series,
        IReadOnlyList<ScoredTrial> trials,
        IReadOnlyList<UnscoredTrial> unscored,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var (spec, outcome) = EnsembleEvaluator.Run(History.Of(series), (EnsembleSpec)planned.Spec, trials, plan.Protocol!, unscored);
        var timing = new Timing(clock.GetUtcNow(), Stopwatch.GetElapsedTime(started).TotalSeconds);
        if (outcome.Score is not null)
        {
            await ModelStore.SaveAsync(store, BlobLayout.Model(plan.Key, planned.Id), planned, spec, cancellationToken)
                .ConfigureAwait(false);
        }

        var result = new TrialDocument(
            Documents.SchemaVersion,
            planned.Id,
            planned.Label,
            spec,
            outcome.Status,
            outcome.Reason,
            outcome.Score,
            null,
            outcome.Warnings,
            timing);
        if (await store.CreateDocumentAsync(BlobLayout.Trial(plan.Key, planned.Id), result, cancellationToken)
            .ConfigureAwait(false))
        {
            BacktestTelemetry.CountTrial(result, TrialFailure.NotFitted);
        }

        return result;
    }
}
