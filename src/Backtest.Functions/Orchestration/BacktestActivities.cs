using Backtest.Runs;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Azure.Functions.Worker;

namespace Backtest.Functions.Orchestration;

/// <summary>The steps of a run as activities. Each can be repeated, because stored results are not computed again.</summary>
/// <param name="store">The storage.</param>
/// <param name="work">Does the work of runs.</param>
/// <param name="marks">Marks of runs that were stopped.</param>
/// <param name="ends">Reports the ends of runs.</param>
/// <param name="clock">The time.</param>
public sealed class BacktestActivities(IBlobStore store, RunWork work, RunMarks marks, EndSender ends, TimeProvider clock)
{
    /// <summary>Name of <see cref="PlanRunAsync"/>.</summary>
    public const string PlanRun = "PlanRun";

    /// <summary>Name of <see cref="RunBatchAsync"/>.</summary>
    public const string RunBatch = "RunBatch";

    /// <summary>Name of <see cref="FailBatchAsync"/>.</summary>
    public const string FailBatch = "FailBatch";

    /// <summary>Name of <see cref="CompleteRunAsync"/>.</summary>
    public const string CompleteRun = "CompleteRun";

    /// <summary>Name of <see cref="CancelRunAsync"/>.</summary>
    public const string CancelRun = "CancelRun";

    /// <summary>Name of <see cref="FailRunAsync"/>.</summary>
    public const string FailRun = "FailRun";

    /// <summary>Reads the batches of a plan, which is stored when the run is started.</summary>
    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    [Function(PlanRun)]
    public async Task<PlannedWork> PlanRunAsync([ActivityTrigger] RunKey run, CancellationToken cancellationToken)
    {
        var plan = await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
        if (plan is not { Problem: null })
        {
            throw new RunNotFoundException(run);
        }

        var rounds = await RunExecutor.RoundsAsync(store, PlannedRun.Of(plan), cancellationToken)
            .ConfigureAwait(false);
        return new PlannedWork(rounds);
    }

    /// <summary>Runs the trials of a batch. If the run is cancelled meanwhile, it stops at the next check.</summary>
    [Function(RunBatch)]
    public async Task RunBatchAsync([ActivityTrigger] BatchInput input, CancellationToken cancellationToken)
    {
        await using var watch = CancellationWatch.Start(marks, input, clock, cancellationToken);
        if (!await watch.LookAsync().ConfigureAwait(false))
        {
            try
            {
                await work.RunBatchAsync(input.Run, input.Batch, null, CancellationToken.None, watch.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (watch.IsCancelled)
            {
                // Finished trials are stored.
            }
        }
    }

    /// <summary>Abandons a batch: its trials or series without a result fail.</summary>
    [Function(FailBatch)]
    public Task FailBatchAsync([ActivityTrigger] StopInput input, CancellationToken cancellationToken) =>
        work.FailBatchAsync(input.Run, input.Batch!.Value, input.Reason!, cancellationToken);

    /// <summary>Ranks the trials and publishes one, unless the run is cancelled.</summary>
    /// <returns>The published trial, or the number of published series of a panel; null for a cancelled run.</returns>
    /// <exception cref="RunFailedException">The run cannot have a result.</exception>
    [Function(CompleteRun)]
    public async Task<string?> CompleteRunAsync([ActivityTrigger] BacktestInput input, CancellationToken cancellationToken)
    {
        if (await marks.IsCancelledAsync(input.Run, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var completed = await work.CompleteAsync(input.Run, input.RequestedAt, cancellationToken).ConfigureAwait(false);
        await TellAsync(cancellationToken).ConfigureAwait(false);
        return completed.Published;
    }

    /// <summary>Marks a run as cancelled.</summary>
    [Function(CancelRun)]
    public async Task CancelRunAsync([ActivityTrigger] StopInput input, CancellationToken cancellationToken)
    {
        await marks.CancelAsync(input.Run, input.Reason, cancellationToken).ConfigureAwait(false);
        await TellAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks a run as failed.</summary>
    [Function(FailRun)]
    public async Task FailRunAsync([ActivityTrigger] StopInput input, CancellationToken cancellationToken)
    {
        await marks.FailAsync(input.Run, input.Reason!, cancellationToken).ConfigureAwait(false);
        await TellAsync(cancellationToken).ConfigureAwait(false);
    }

    // The end is stored. If it cannot be reported now, that is not a fault of the run; the timer reports it later.
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ends.SendDueAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && StorageFault.Is(fault))
        {
            return;
        }
    }
}
