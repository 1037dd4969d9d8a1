using System.Collections.Concurrent;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>Finds damaged or missing blobs of a panel's run.</summary>
internal static class PanelCheck
{
    private const int ParallelReads = 4;

    /// <summary>Damaged blobs and, if the run is over, missing ones, in order of path.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<DamagedBlob>> FindAsync(IBlobStore store, RunPlan plan, CancellationToken cancellationToken)
    {
        var run = plan.Key;
        var stored = await store.ListAsync(BlobLayout.Folder(run), cancellationToken)
            .Select(blob => blob.Path)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var isOver = stored.Contains(BlobLayout.Leaderboard(run));
        var found = new ConcurrentDictionary<string, Damage>(StringComparer.Ordinal);

        async Task LookAsync(string path, bool mustBeThere, Action<StoredBlob> read)
        {
            var blob = stored.Contains(path) ? await store.ReadAsync(path, cancellationToken).ConfigureAwait(false) : null;
            if (blob is null && mustBeThere)
            {
                found[path] = Damage.Missing;
            }

            try
            {
                if (blob is not null)
                {
                    read(blob);
                }
            }
            catch (InvalidDataException problem) when (problem.InnerException is not NewerVersionException)
            {
                found[path] = Damage.Damaged;
            }
        }

        await LookAsync(BlobLayout.Ids(run), true, blob => Compressed.Read<PanelIds>(blob)).ConfigureAwait(false);
        await LookAsync(BlobLayout.Rows(run), isOver, blob => Compressed.Read<PanelRows>(blob)).ConfigureAwait(false);
        await LookAsync(BlobLayout.Leaderboard(run), isOver, blob => Documents.Read<PanelLeaderboard>(blob)).ConfigureAwait(false);
        foreach (var training in plan.Panel!.Global?.Trainings ?? [])
        {
            var path = BlobLayout.Training(run, training.Trial, training.Cutoff, training.Network);
            TrainingDocument? document = null;
            await LookAsync(path, isOver, blob => document = Documents.Read<TrainingDocument>(blob)).ConfigureAwait(false);
            if (document?.NetworkSha256 is { } checksum)
            {
                await LookAsync(BlobLayout.Network(path), true, blob => CheckNetwork(blob, checksum)).ConfigureAwait(false);
                if (found.ContainsKey(BlobLayout.Network(path)))
                {
                    // The network can be computed again only together with its document.
                    found.TryAdd(path, Damage.Damaged);
                }
            }
        }

        await Parallel.ForAsync(
            0,
            plan.Panel.Chunks.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (chunk, _) =>
            {
                await LookAsync(BlobLayout.ChunkPlan(run, chunk), true, ReadPack).ConfigureAwait(false);
                foreach (var batch in BlobLayout.ChunkBatches(run, chunk, plan.Panel.Chunks[chunk].BatchPacks))
                {
                    await LookAsync(batch, isOver, ReadPack).ConfigureAwait(false);
                }

                await LookAsync(BlobLayout.ChunkResult(run, chunk), isOver, ReadPack).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return [.. found.OrderBy(blob => blob.Key, StringComparer.Ordinal).Select(blob => new DamagedBlob(blob.Key, blob.Value))];
    }

    /// <summary>Whether a pack can be read with all of its documents.</summary>
    public static bool IsWhole(StoredBlob pack)
    {
        try
        {
            ReadPack(pack);
            return true;
        }
        catch (InvalidDataException problem) when (problem.InnerException is not NewerVersionException)
        {
            return false;
        }
    }

    /// <summary>Whether a damaged blob of a panel follows from the others, so that it can be computed again.</summary>
    public static bool CanBeComputed(RunPlan plan, string path) =>
        path != BlobLayout.Ids(plan.Key) && !path.EndsWith(BlobLayout.ChunkPlanFile, StringComparison.Ordinal);

    /// <summary>Removes damaged blobs, and the leaderboard over them, so that they are computed again.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The plan of the panel.</param>
    /// <param name="found">The damaged or missing blobs.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>Whether batches must run again.</returns>
    public static async Task<bool> ClearAsync(
        IBlobStore store, RunPlan plan, IReadOnlyList<DamagedBlob> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0 || found.Any(blob => !CanBeComputed(plan, blob.Path)))
        {
            return false;
        }

        // The leaderboard means that everything is stored, so it goes first.
        await store.DeleteAsync(BlobLayout.Leaderboard(plan.Key), cancellationToken).ConfigureAwait(false);
        foreach (var blob in found)
        {
            await store.DeleteAsync(blob.Path, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    // Every document of a pack has its own checksum; a network's is in its description.
    private static void ReadPack(StoredBlob blob)
    {
        var files = Pack.ReadAll(blob);
        foreach (var (name, file) in files.Where(file => Path.GetExtension(file.Key) == ".json"))
        {
            var content = file.Value;
            Documents.Check(new StoredBlob(content, blob.Facts with { Path = $"{blob.Facts.Path}/{name}" }));
            if (name.Contains("/models/", StringComparison.Ordinal)
                && Documents.Read<ModelDocument>(new StoredBlob(content, blob.Facts)).NetworkSha256 is { } checksum
                && !(files.TryGetValue(BlobLayout.Network(name), out var network) && checksum == Checksum(network.Value)))
            {
                throw new InvalidDataException($"The network of {name} in the pack {blob.Facts.Path} does not match its checksum.");
            }
        }
    }

    private static void CheckNetwork(StoredBlob blob, string checksum)
    {
        if (Checksum(blob.Content.ToArray()) != checksum)
        {
            throw new InvalidDataException($"The network {blob.Facts.Path} does not match its checksum.");
        }
    }

    private static string Checksum(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
}
