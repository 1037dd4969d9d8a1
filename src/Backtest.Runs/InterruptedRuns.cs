using System.Runtime.CompilerServices;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// Finds runs that were planned and neither published nor cancelled, or whose check was cut off. A look asks for the folders of every
/// series, and reads of runs that an earlier look found to be over nothing.
/// </summary>
/// <param name="store">Where blobs are.</param>
public sealed class InterruptedRuns(IBlobStore store)
{
    private HashSet<RunKey> _over = [];

    /// <summary>The interrupted runs of all series.</summary>
    /// <param name="isKnown">Tells runs that need no look.</param>
    /// <param name="withFailed">Whether those that failed are among them.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async IAsyncEnumerable<PlannedRun> FindAsync(
        Func<RunKey, bool> isKnown, bool withFailed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var over = new HashSet<RunKey>();
        await foreach (var name in store.ListFoldersAsync(BlobLayout.Backtests, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var id in store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).ConfigureAwait(false))
            {
                if (RunKey.OfFolders(name, id) is not { } run)
                {
                    continue;
                }

                if (_over.Contains(run))
                {
                    over.Add(run);
                }
                else if (!isKnown(run)
                    && !await IsStoppedAsync(run, withFailed, cancellationToken).ConfigureAwait(false)
                    && await TryReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { } plan)
                {
                    if (await IsOverAsync(plan, cancellationToken).ConfigureAwait(false))
                    {
                        over.Add(run);
                    }
                    else
                    {
                        yield return PlannedRun.Of(plan);
                    }
                }
            }
        }

        // What was pruned meanwhile is forgotten.
        _over = over;
    }

    /// <summary>Whether a run was planned and has neither been published, nor cancelled, nor failed.</summary>
    /// <param name="run">Which run.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<bool> ContainAsync(RunKey run, CancellationToken cancellationToken) =>
        !await IsStoppedAsync(run, withFailed: false, cancellationToken).ConfigureAwait(false)
        && await TryReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { } plan
        && !await IsOverAsync(plan, cancellationToken).ConfigureAwait(false);

    // For good: marks of a stop go when the run is started again.
    private async Task<bool> IsOverAsync(RunPlan plan, CancellationToken cancellationToken) =>
        plan.Problem is not null
        || (await store.FindAsync(BlobLayout.Leaderboard(plan.Key), cancellationToken).ConfigureAwait(false) is not null
            && await store.FindAsync(BlobLayout.Check(plan.Key), cancellationToken).ConfigureAwait(false) is null
            && (await RunOrder.ReadAsync(store, plan.Name, cancellationToken).ConfigureAwait(false))
                .HasPublished(plan, await TryReadAsync<PublishedRun>(BlobLayout.Latest(plan.Name), cancellationToken)
                    .ConfigureAwait(false)));

    private async Task<bool> IsStoppedAsync(RunKey run, bool withFailed, CancellationToken cancellationToken) =>
        await store.FindAsync(BlobLayout.Cancelled(run), cancellationToken).ConfigureAwait(false) is not null
        || (!withFailed && await store.FindAsync(BlobLayout.Failed(run), cancellationToken).ConfigureAwait(false) is not null);

    // One damaged document must not keep the other runs from going on; whoever asks for that run hears of it.
    private async Task<T?> TryReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await store.ReadAsync<T>(path, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
