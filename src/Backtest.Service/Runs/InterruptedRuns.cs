using System.Runtime.CompilerServices;
using Backtest.Service.Storage;

namespace Backtest.Service.Runs;

/// <summary>Finds runs that were planned and neither published nor cancelled.</summary>
public static class InterruptedRuns
{
    /// <summary>The interrupted runs of all series.</summary>
    public static async IAsyncEnumerable<PlannedRun> FindAsync(IBlobStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in store.ListFoldersAsync(BlobLayout.Backtests, cancellationToken).ConfigureAwait(false))
        {
            var published = await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false);
            await foreach (var id in store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).ConfigureAwait(false))
            {
                var run = new RunKey(name, id);
                if (await store.FindAsync(BlobLayout.Cancelled(run), cancellationToken).ConfigureAwait(false) is null
                    && await store.ReadAsync<RunPlan>(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { Problem: null } plan
                    && (published?.Covers(plan) != true
                        || await store.FindAsync(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is null))
                {
                    yield return new PlannedRun(run, plan.Rounds, plan.RequestedAt);
                }
            }
        }
    }
}
