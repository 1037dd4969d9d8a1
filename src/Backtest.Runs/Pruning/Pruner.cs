using Backtest.Storage;

namespace Backtest.Runs.Pruning;

/// <summary>Removes unreferenced blobs, and runs superseded by newer ones.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="clock">The time.</param>
public sealed class Pruner(IBlobStore store, TimeProvider clock)
{
    /// <summary>
    /// Prunes the storage. Blobs that a run in progress has written, or is about to refer to, are younger than the minimum age and stay.
    /// </summary>
    /// <param name="request">What to remove.</param>
    /// <param name="cancellationToken">Stops between two blobs; the next pruning removes the rest.</param>
    /// <returns>The blobs that were removed, or would be.</returns>
    public async Task<IReadOnlyList<PrunedBlob>> RunAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - request.MinAge;
        var pruned = new List<PrunedBlob>();
        async Task RemoveAsync(BlobFacts blob, PruneReason reason)
        {
            if (blob.Modified <= before
                && (request.DryRun || await store.DeleteAsync(blob.Path, blob.ETag, cancellationToken).ConfigureAwait(false)))
            {
                pruned.Add(new PrunedBlob(blob.Path, blob.Length, reason));
            }
        }

        foreach (var blob in await store.ListPartialAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            await RemoveAsync(blob, PruneReason.CutOff).ConfigureAwait(false);
        }

        var names = await store.ListFoldersAsync(BlobLayout.Backtests, cancellationToken)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        var inUse = request.Keep is null ? [] : await ReadInUseAsync(names, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            var runs = await ReadRunsAsync(name, cancellationToken).ConfigureAwait(false);

            // Hosts do not notice that a run is being pruned, so those that a host works on are skipped.
            var idle = runs.Where(run => run.Owner is null || run.Owner.Modified <= before).ToList();
            var superseded = request.Keep is { } keep
                ? runs.Where(run => run.Plan is not null).OrderByDescending(run => run.Plan!.RequestedAt).Skip(keep)
                    .Where(run => idle.Contains(run) && run.IsOver && run.Modified <= before && !inUse.Contains(run.Key)).ToList()
                : [];
            foreach (var blob in superseded.SelectMany(run => run.Blobs))
            {
                await RemoveAsync(blob, PruneReason.Superseded).ConfigureAwait(false);
            }

            foreach (var (blob, reason) in idle.Except(superseded)
                .Where(run => run.Plan is not null || run.Modified <= before)
                .SelectMany(run => run.Orphans))
            {
                await RemoveAsync(blob, reason).ConfigureAwait(false);
            }
        }

        return pruned;
    }

    // Published runs, and the runs of uploads of several series.
    private async Task<HashSet<RunKey>> ReadInUseAsync(List<string> names, CancellationToken cancellationToken)
    {
        var inUse = new HashSet<RunKey>();
        foreach (var name in names)
        {
            if (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false) is { } published
                && RunKey.OfFolders(name, published.Run) is { } run)
            {
                inUse.Add(run);
            }

            if (await store.ReadAsync<UploadParts>(BlobLayout.Parts(name), cancellationToken).ConfigureAwait(false) is { } parts)
            {
                inUse.UnionWith(parts.Runs);
            }
        }

        return inUse;
    }

    private async Task<List<StoredRun>> ReadRunsAsync(string name, CancellationToken cancellationToken)
    {
        var prefix = BlobLayout.Runs(name);
        var blobs = await store.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var runs = new List<StoredRun>();
        foreach (var folder in blobs.Where(blob => blob.Path.IndexOf('/', prefix.Length) > 0)
            .GroupBy(blob => blob.Path[prefix.Length..blob.Path.IndexOf('/', prefix.Length)]))
        {
            if (RunKey.OfFolders(name, folder.Key) is not { } run)
            {
                continue;
            }

            try
            {
                runs.Add(await StoredRun.ReadAsync(store, run, folder, cancellationToken).ConfigureAwait(false));
            }
            catch (InvalidDataException)
            {
                // The references of a damaged document are unknown, so its whole run stays.
            }
        }

        return runs;
    }
}
