using System.Collections.Concurrent;
using System.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Runs.Models;
using Backtest.Runs.Telemetry;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>Step 2: runs the trials of a batch that have no result yet, and stores each result as its trial ends.</summary>
public sealed partial class BatchStep(
    IBlobStore store,
    WorkContext context,
    ILogger<BatchStep> logger)
{
    /// <summary>Runs a batch until it is over or should give way.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="batch">Index of the batch in the plan.</param>
    /// <param name="progress">Reports each finished trial; null for no reports.</param>
    /// <param name="giveWay">Lets running trials finish, and starts no others.</param>
    /// <param name="cancellationToken">Stops running trials; finished ones stay.</param>
    /// <param name="networks">The networks of the panel's global trials; null for none.</param>
    /// <returns>Whether the batch is over.</returns>
    /// <exception cref="RunNotFoundException">Its values are not stored.</exception>
    internal async Task<bool> RunAsync(
        RunPlan plan,
        int batch,
        IProgress<TrialFinished>? progress,
        CancellationToken giveWay,
        CancellationToken cancellationToken,
        GlobalNetworks? networks = null)
    {
        var run = plan.Key;
        using var activity = BacktestTelemetry.StartRunWork("backtest.batch", run)?.SetTag("backtest.batch", batch);
        var series = (await store.ReadAsync<SeriesDocument>(BlobLayout.Values(run), cancellationToken).ConfigureAwait(false))?.ToSeries()
            ?? throw new RunNotFoundException(run);
        var ids = plan.Batches[batch].ToHashSet();
        var round = plan.Trials.First(trial => ids.Contains(trial.Id)).Round;
        var promotion = round > 0 ? await Promotion.ToAsync(store, plan, round, cancellationToken).ConfigureAwait(false) : null;
        var work = new Work(run, series, networks?.For(series), plan.Protocol!, FitsOf(plan), promotion);
        var trainings = new ConcurrentQueue<List<PlannedTrial>>(
            plan.Trials.Where(trial => ids.Contains(trial.Id))
                .GroupBy(trial => TrialIdentity.SharedTrainingOf(trial.Spec))
                .Select(training => training.ToList()));
        var isOver = true;
        var workers = Math.Min(context.Options.ParallelTrials, trainings.Count);
        if (workers > 1)
        {
            await Parallel.ForAsync(
                0,
                workers,
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
                async (_, stop) => await RunRestAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
        else
        {
            await RunRestAsync(cancellationToken).ConfigureAwait(false);
        }

        return isOver;

        async Task RunRestAsync(CancellationToken stop)
        {
            using var place = new CorePlace(context.Cores, run.Whole);
            while (trainings.TryDequeue(out var training))
            {
                if (giveWay.IsCancellationRequested
                    || !await TryTrainingAsync(work, training, place, progress, giveWay, stop).ConfigureAwait(false))
                {
                    Volatile.Write(ref isOver, false);
                }
            }
        }
    }

    /// <summary>Gives up a batch: trials without a result become failed ones.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="batch">Index of the batch in the plan.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    internal async Task FailAsync(RunPlan plan, int batch, string reason, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        var ids = plan.Batches[batch].ToHashSet();
        foreach (var trial in plan.Trials.Where(trial => ids.Contains(trial.Id)))
        {
            if (await store.ReadAsync<TrialDocument>(BlobLayout.Trial(run, trial.Id), cancellationToken).ConfigureAwait(false) is null)
            {
                var now = new Timing(context.Clock.GetUtcNow(), 0);
                await StoreAsync(run, trial, EvaluatedTrial.Failed(reason), now, cancellationToken, TrialFailure.GivenUp)
                    .ConfigureAwait(false);
            }
        }
    }

    // Trials run side by side, with a core each; if there are fewer trainings than cores, threads share each training.
    private FitContext FitsOf(RunPlan plan)
    {
        var trained = plan.Trials.Count(trial => trial.Spec.TrainedNetwork is not null);
        return context.Fits with { Threads = Math.Max(1, context.Options.ParallelTrials / Math.Max(1, trained)) };
    }

    // Trials that share a training run together; those with a result are skipped. False if the training gave way.
    private async Task<bool> TryTrainingAsync(
        Work work,
        List<PlannedTrial> trials,
        CorePlace place,
        IProgress<TrialFinished>? progress,
        CancellationToken giveWay,
        CancellationToken cancellationToken)
    {
        var missing = new List<PlannedTrial>();
        foreach (var trial in trials)
        {
            var path = BlobLayout.Trial(work.Run, trial.Id);
            if (await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is null)
            {
                missing.Add(trial);
            }
            else if (progress is not null
                && await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false) is { } earlier)
            {
                progress.Report(earlier.ToFinished());
            }
        }

        if (missing.Count == 0)
        {
            return true;
        }

        if (work.Promotion?.Pruned.GetValueOrDefault(TrialIdentity.TrainingOf(missing[0].Spec)) is { } reason)
        {
            foreach (var trial in missing)
            {
                var pruned = await StoreAsync(
                    work.Run,
                    trial,
                    EvaluatedTrial.Pruned(reason),
                    new Timing(context.Clock.GetUtcNow(), 0),
                    cancellationToken).ConfigureAwait(false);
                progress?.Report(pruned.ToFinished());
            }

            return true;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(giveWay, cancellationToken);
        try
        {
            var threads = missing[0].Spec.TrainedNetwork is not null ? work.Fits.Threads : 1;
            await place.NextAsync(threads, waiting.Token).ConfigureAwait(false);
            await TrainAsync(work, missing, progress, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (giveWay.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task TrainAsync(
        Work work, List<PlannedTrial> trials, IProgress<TrialFinished>? progress, CancellationToken cancellationToken)
    {
        using var taken = await context.Memory.TakeAsync((long)TrialMemory.Bytes(trials[^1].Spec, work.Series), cancellationToken)
            .ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();

        var (outcomes, failure) = await OwnThread.RunAsync(() => Evaluate(work, trials, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var expected = trials.Sum(trial => trial.EstimatedSeconds);
        foreach (var (trial, outcome) in trials.Zip(outcomes))
        {
            var timing = new Timing(context.Clock.GetUtcNow(), seconds * trial.EstimatedSeconds / expected);
            var result = await StoreAsync(work.Run, trial, outcome, timing, cancellationToken, failure).ConfigureAwait(false);
            progress?.Report(result.ToFinished());
        }
    }

    private async Task<TrialDocument> StoreAsync(
        RunKey run,
        PlannedTrial trial,
        EvaluatedTrial outcome,
        Timing timing,
        CancellationToken cancellationToken,
        TrialFailure failure = TrialFailure.NotFitted)
    {
        if (outcome.Model is { } model)
        {
            await ModelStore.SaveAsync(store, BlobLayout.Model(run, trial.Id), trial, model, cancellationToken).ConfigureAwait(false);
        }

        // The result comes last: its presence means that the whole trial is stored.
        var history = ModelStore.NetworkOf(outcome.Model)?.History ?? (outcome.Model as PooledLstm)?.History;
        var result = new TrialDocument(
            Documents.SchemaVersion,
            trial.Id,
            trial.Label,
            trial.Spec,
            outcome.Status,
            outcome.Reason,
            outcome.Score,
            history,
            outcome.Warnings,
            timing);
        if (await store.CreateDocumentAsync(BlobLayout.Trial(run, trial.Id), result, cancellationToken).ConfigureAwait(false))
        {
            var level = outcome.Status == TrialStatus.Failed ? LogLevel.Information : LogLevel.Debug;
            if (outcome.Reason is { } reason)
            {
                LogTrialWithReason(level, run, trial.Id, trial.Label, outcome.Status, timing.Seconds, reason);
            }
            else
            {
                LogTrial(level, run, trial.Id, trial.Label, outcome.Status, timing.Seconds);
            }

            BacktestTelemetry.CountTrial(result, failure);
        }

        return result;
    }

    // A fault in one model fails only its trial; the other trials, and the run, remain valid.
    private (EvaluatedTrial[] Trials, TrialFailure Failure) Evaluate(
        Work work, List<PlannedTrial> trials, CancellationToken cancellationToken)
    {
        using var activity = BacktestTelemetry.StartRunWork("backtest.training", work.Run)
            ?.SetTag("backtest.trials", string.Join(',', trials.Select(trial => trial.Id)))
            .SetTag("backtest.family", trials[0].Spec.Family);
        try
        {
            var outcomes = Evaluator.RunEach(
                History.Of(work.Series, work.Networks),
                [.. trials.Select(trial => trial.Spec)],
                work.Protocol,
                cancellationToken,
                work.Fits);
            return (outcomes, TrialFailure.NotFitted);
        }
        catch (Exception fault) when (TrialFault.Is(fault))
        {
            foreach (var trial in trials)
            {
                LogFault(fault, work.Run, trial.Id, trial.Label);
            }

            activity?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
            var failed = EvaluatedTrial.Failed(EvaluatedTrial.UnexpectedError);
            return ([.. trials.Select(_ => failed)], TrialFailure.UnexpectedError);
        }
    }

    [LoggerMessage(LogLevel.Error, "Run {Run} trial {Trial} {Label} met an unexpected error")]
    private partial void LogFault(Exception fault, RunKey run, string trial, string label);

    [LoggerMessage("Run {Run} trial {Trial} {Label}: {Status} in {Seconds:F2} s")]
    private partial void LogTrial(LogLevel level, RunKey run, string trial, string label, TrialStatus status, double seconds);

    [LoggerMessage("Run {Run} trial {Trial} {Label}: {Status} in {Seconds:F2} s. {Reason}")]
    private partial void LogTrialWithReason(
        LogLevel level, RunKey run, string trial, string label, TrialStatus status, double seconds, string reason);

    private sealed record Work(
        RunKey Run, TimeSeries Series, PanelNetworks? Networks, BacktestProtocol Protocol, FitContext Fits, Promotion? Promotion);
}
