using System.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Service.Models;
using Backtest.Service.Storage;
using Microsoft.Extensions.Logging;

namespace Backtest.Service.Runs;

/// <summary>Step 2: run the trials of a batch that have no result yet; each result is stored as its trial ends.</summary>
public sealed partial class BatchStep(IBlobStore store, BacktestOptions options, TimeProvider clock, ILogger<BatchStep> logger) : IDisposable
{
    // One gate for all batches and runs of the process, so that work never exceeds the cores however it is cut.
    private readonly SemaphoreSlim _gate = new(options.ParallelTrials);

    /// <summary>Runs a batch.</summary>
    /// <param name="run">Which run.</param>
    /// <param name="batch">Index of the batch in the plan.</param>
    /// <param name="progress">Told of each trial that is over; null if nobody listens.</param>
    /// <param name="cancellationToken">Stops running trials; finished ones stay.</param>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public async Task RunAsync(RunKey run, int batch, IProgress<TrialFinished>? progress, CancellationToken cancellationToken)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) ?? throw new RunNotFoundException(run);
        var series = await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false) ?? throw new RunNotFoundException(run);
        var values = series.ToSeries().Values;
        var trials = plan.Trials.ToDictionary(trial => trial.Id);
        await Parallel.ForEachAsync(
            plan.Batches[batch],
            new ParallelOptions { MaxDegreeOfParallelism = options.ParallelTrials, CancellationToken = cancellationToken },
            async (id, stop) =>
            {
                var result = await RunTrialAsync(run, trials[id], values, plan.Protocol!, stop).ConfigureAwait(false);
                progress?.Report(new TrialFinished(id, trials[id].Label, result.Score?.Overall));
            }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<TrialDocument> RunTrialAsync(
        RunKey run, PlannedTrial trial, double[] values, BacktestProtocol protocol, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Trial(run, trial.Id);
        if (await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var started = Stopwatch.GetTimestamp();

            // A thread of its own: trials on the thread pool would keep requests waiting for one.
            var outcome = await Task.Factory.StartNew(
                () => Evaluate(run, trial, values, protocol, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default).ConfigureAwait(false);
            var timing = new Timing(clock.GetUtcNow(), Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (outcome.Model is { } model)
            {
                await ModelStore.SaveAsync(store, BlobLayout.Model(run, trial.Id), trial, model, cancellationToken).ConfigureAwait(false);
            }

            // The result comes last: its presence means that everything of the trial is stored.
            var history = (outcome.Model as FittedLstm)?.History;
            var result = new TrialDocument(
                Documents.SchemaVersion, trial.Id, trial.Label, trial.Spec, outcome.Status, outcome.Reason, outcome.Score, history, outcome.Warnings, timing);
            if (await store.CreateAsync(path, Documents.Write(result), cancellationToken).ConfigureAwait(false))
            {
                LogTrial(run, trial.Id, trial.Label, outcome.Status, timing.Seconds, outcome.Reason);
            }

            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    // A fault in one model is that trial's failure; the other trials, and the run, are worth no less.
    private EvaluatedTrial Evaluate(RunKey run, PlannedTrial trial, double[] values, BacktestProtocol protocol, CancellationToken cancellationToken)
    {
        try
        {
            return Evaluator.Run(values, trial.Spec, protocol, cancellationToken);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            LogFault(fault, run, trial.Id, trial.Label);
            return EvaluatedTrial.Failed($"Unexpected error: {fault.Message}");
        }
    }

    [LoggerMessage(LogLevel.Error, "Run {Run} trial {Trial} {Label} met an unexpected error")]
    private partial void LogFault(Exception fault, RunKey run, string trial, string label);

    [LoggerMessage(LogLevel.Information, "Run {Run} trial {Trial} {Label}: {Status} in {Seconds:F2} s {Reason}")]
    private partial void LogTrial(RunKey run, string trial, string label, TrialStatus status, double seconds, string? reason);
}
