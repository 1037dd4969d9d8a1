using Backtest.Core.Problems;
using Backtest.Runs.Telemetry;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Marks of runs that were stopped early. They survive restarts, until the run is started again.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="clock">The time.</param>
/// <param name="ends">Notifies of the ends of runs; null for no notification.</param>
public sealed class RunMarks(IBlobStore store, TimeProvider clock, RunEnds? ends = null)
{
    private const string GoOn = "POST /api/series/{name}/backtests resumes it where it stopped.";
    private const string PutRight = "Fix what stopped it: the host, the values or the grid; POST "
        + "/api/series/{name}/backtests then runs it again.";

    /// <summary>Marks a run as cancelled; an earlier reason stays.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reason">Why, as a sentence; null if a client requested it.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task CancelAsync(RunKey run, string? reason, CancellationToken cancellationToken)
    {
        if (await IsCancelledAsync(run, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await (ends?.NoteAsync(run, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        if (await store.CreateAsync(BlobLayout.Cancelled(run), Mark(reason), cancellationToken).ConfigureAwait(false))
        {
            BacktestTelemetry.CountRun(RunState.Cancelled);
        }
    }

    /// <summary>Marks a run that is about to be deleted, so that no host starts or resumes it.</summary>
    public Task DeleteAsync(RunKey run, CancellationToken cancellationToken) =>
        store.CreateAsync(BlobLayout.Cancelled(run), Mark("Its deletion was interrupted."), cancellationToken);

    /// <summary>Marks a run as failed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task FailAsync(RunKey run, string reason, CancellationToken cancellationToken)
    {
        await (ends?.NoteAsync(run, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        await store.WriteAsync(BlobLayout.Failed(run), Mark(reason), cancellationToken).ConfigureAwait(false);
        BacktestTelemetry.CountRun(RunState.Failed);
    }

    /// <summary>Marks a run whose blobs must be checked; completing the run removes the mark.</summary>
    public Task CheckAsync(RunKey run, CancellationToken cancellationToken) =>
        store.WriteAsync(BlobLayout.Check(run), Mark(null), cancellationToken);

    /// <summary>Whether a run is marked as cancelled.</summary>
    public async Task<bool> IsCancelledAsync(RunKey run, CancellationToken cancellationToken) =>
        await store.FindAsync(BlobLayout.Cancelled(run), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Whether a run is marked as cancelled or failed.</summary>
    public async Task<bool> IsStoppedAsync(RunKey run, CancellationToken cancellationToken) =>
        await IsCancelledAsync(run, cancellationToken).ConfigureAwait(false)
        || await store.FindAsync(BlobLayout.Failed(run), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Removes the marks of a run that a client starts again.</summary>
    public async Task ClearAsync(RunKey run, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(BlobLayout.Cancelled(run), cancellationToken).ConfigureAwait(false);
        await ClearFailureAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the mark of a failed run that its host retries.</summary>
    public Task ClearFailureAsync(RunKey run, CancellationToken cancellationToken) =>
        store.DeleteAsync(BlobLayout.Failed(run), cancellationToken);

    /// <summary>The marks of a run; null if it has none.</summary>
    public async Task<StoppedRun?> FindAsync(RunKey run, CancellationToken cancellationToken) =>
        await FindAsync(BlobLayout.Cancelled(run), RunState.Cancelled, GoOn, cancellationToken).ConfigureAwait(false)
        ?? await FindAsync(BlobLayout.Failed(run), RunState.Failed, PutRight, cancellationToken).ConfigureAwait(false);

    private async Task<StoppedRun?> FindAsync(string path, RunState state, string right, CancellationToken cancellationToken) =>
        await store.ReadAsync<RunMark>(path, cancellationToken).ConfigureAwait(false) is { } mark
            ? new StoppedRun(state, mark.Reason is null ? null : new InputProblem(mark.Reason, null, right))
            : null;

    private byte[] Mark(string? reason) => Documents.Write(new RunMark(Documents.SchemaVersion, clock.GetUtcNow(), reason));
}
