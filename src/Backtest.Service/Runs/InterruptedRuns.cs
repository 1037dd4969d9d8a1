using System.Runtime.CompilerServices;
using Backtest.Service.Storage;

namespace Backtest.Service.Runs;

/// <summary>Finds runs that were planned and neither published nor cancelled, or whose check was cut off.</summary>
public static class InterruptedRuns
{
    /// <summary>The interrupted runs of all series.</summary>
    public static async IAsyncEnumerable<PlannedRun> FindAsync(IBlobStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in store.ListFoldersAsync(BlobLayout.Backtests, cancellationToken).ConfigureAwait(false))
        {
            var published = await TryReadAsync<PublishedRun>(store, BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false);
            var asked = await RunOrder.ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
            await foreach (var id in store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).ConfigureAwait(false))
            {
                var run = new RunKey(name, id);
                if (await store.FindAsync(BlobLayout.Cancelled(run), cancellationToken).ConfigureAwait(false) is null
                    && await TryReadAsync<RunPlan>(store, BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { Problem: null } plan
                    && (!asked.HasPublished(plan, published)
                        || await store.FindAsync(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is null
                        || await store.FindAsync(BlobLayout.Check(run), cancellationToken).ConfigureAwait(false) is not null))
                {
                    yield return new PlannedRun(run, plan.Rounds, plan.RequestedAt);
                }
            }
        }
    }

    // One damaged document must not keep the other runs from going on; whoever asks for that run hears of it.
    private static async Task<T?> TryReadAsync<T>(IBlobStore store, string path, CancellationToken cancellationToken)
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
