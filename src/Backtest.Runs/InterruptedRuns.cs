using System.Runtime.CompilerServices;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// Finds runs that were planned but neither published nor cancelled, or whose check was interrupted. A search lists the folders of every
/// series, but reads nothing of runs that an earlier search found to be over.
/// </summary>
/// <param name="store">The blob storage.</param>
public sealed class InterruptedRuns(IBlobStore store)
{
    private HashSet<RunKey> _over = [];

    /// <summary>The interrupted runs of all series.</summary>
    /// <param name="isKnown">Returns whether to skip a run.</param>
    /// <param name="withFailed">Whether to include failed runs.</param>
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

        // Runs pruned in the meantime are forgotten.
        _over = over;
    }

    /// <summary>Whether a run was planned but neither published, cancelled nor failed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<bool> ContainAsync(RunKey run, CancellationToken cancellationToken) =>
        !await IsStoppedAsync(run, withFailed: false, cancellationToken).ConfigureAwait(false)
        && await TryReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { } plan
        && !await IsOverAsync(plan, cancellationToken).ConfigureAwait(false);

    // Over for good: the mark of a stopped run goes when the run is started again.
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

    // A damaged document must not keep other runs from resuming; requests for its run report it.
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
