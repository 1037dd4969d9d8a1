using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs.Panels;
using Backtest.Runs.Pruning;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Deletions;

/// <summary>
/// Deletes runs and uploads for good. Where a deletion is cut off, every run is there as a whole or not at all to those who ask, and
/// the same deletion again finishes it.
/// </summary>
/// <param name="store">Where blobs are.</param>
/// <param name="catalog">What is stored.</param>
/// <param name="published">Which runs are published.</param>
/// <param name="panels">The series of panels.</param>
/// <param name="work">Publishes the run that takes the place of a deleted one.</param>
/// <param name="marks">Marks of runs that were stopped.</param>
/// <param name="options">How long a host may be silent about a run that it works on.</param>
/// <param name="clock">The time.</param>
public sealed class Deleter(
    IBlobStore store,
    RunCatalog catalog,
    PublishedRuns published,
    PanelCatalog panels,
    RunWork work,
    RunMarks marks,
    BacktestOptions options,
    TimeProvider clock)
{
    /// <summary>
    /// Deletes a run; one in progress is cancelled first. Its upload stays and does not start it again. Where it is published, the
    /// finished run takes its place that was asked for last of those that are left.
    /// </summary>
    /// <param name="run">Which run.</param>
    /// <param name="withPublished">Whether it goes even if it is published.</param>
    /// <param name="host">What carries out runs; null where there is no host.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>Whether there was anything of it.</returns>
    /// <exception cref="InputException">It is published, or another host works on it.</exception>
    public async Task<bool> DeleteRunAsync(RunKey run, bool withPublished, IRunHost? host, CancellationToken cancellationToken)
    {
        if (!await BlobsAsync(run, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var isPublished = await PublishedRuns.IsPublishedAsync(store, run, cancellationToken).ConfigureAwait(false);
        if (isPublished && !withPublished)
        {
            throw Published(run);
        }

        await StopAsync(run, host, cancellationToken).ConfigureAwait(false);
        await RunOrder.DeleteAsync(store, run, cancellationToken).ConfigureAwait(false);

        // From here on no host takes it for one that was cut off.
        await marks.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
        await PublishNewestAsync(run.Name, cancellationToken).ConfigureAwait(false);
        await published.WithdrawAsync(run, cancellationToken).ConfigureAwait(false);

        // Runs of earlier versions have no place in the order of requests, so one of them is published only where none is.
        await PublishNewestAsync(run.Name, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(run, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Deletes an upload: its file, its grid and all of its runs, the published one last. Runs in progress are cancelled first.
    /// </summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="withPublished">Whether it goes even if a run of it is published.</param>
    /// <param name="host">What carries out runs; null where there is no host.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>Whether there was anything of it.</returns>
    /// <exception cref="InputException">A run of it is published, or another host works on one.</exception>
    public async Task<bool> DeleteUploadAsync(SeriesName upload, bool withPublished, IRunHost? host, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(upload, cancellationToken).ConfigureAwait(false);
        var runs = await names.ToAsyncEnumerable()
            .SelectMany(name => store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).Select(run => RunKey.OfFolders(name, run)))
            .Where(run => run is not null)
            .Select(run => run!.Value)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        var last = await runs.ToAsyncEnumerable()
            .Where(async (run, stop) => await PublishedRuns.IsPublishedAsync(store, run, stop).ConfigureAwait(false))
            .ToHashSetAsync(cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (last.Count > 0 && !withPublished)
        {
            throw Published(last.First());
        }

        foreach (var run in runs)
        {
            await StopAsync(run, host, cancellationToken).ConfigureAwait(false);
        }

        // The grid after the file, which would be run with the default one.
        var isFound = runs.Count > 0;
        var files = await UploadedFile.ListAsync(store, upload, cancellationToken).ConfigureAwait(false);
        foreach (var path in files.Select(file => file.Path).Append(BlobLayout.Grid(upload)))
        {
            isFound |= await RemoveAsync(path, cancellationToken).ConfigureAwait(false);
        }

        foreach (var run in runs.OrderBy(last.Contains))
        {
            await marks.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
            await published.WithdrawAsync(run, cancellationToken).ConfigureAwait(false);
            await RemoveAsync(run, cancellationToken).ConfigureAwait(false);
        }

        foreach (var path in names.SelectMany(name => new[] { BlobLayout.Latest(name), BlobLayout.Asked(name), BlobLayout.Parts(name) }))
        {
            isFound |= await RemoveAsync(path, cancellationToken).ConfigureAwait(false);
        }

        return isFound;
    }

    private static InputException Published(RunKey run) => new(
        $"The run '{run.Run}' of '{run.Name}' is published: forecasts come from it.",
        "published",
        "To delete it too, send published=true, or give --published on the command line.")
    {
        IsConflict = true,
    };

    // Its own, and those that earlier versions gave its series, unless another upload has them now.
    private async Task<IReadOnlyList<SeriesName>> NamesAsync(SeriesName upload, CancellationToken cancellationToken)
    {
        var blob = await store.ReadAsync(BlobLayout.Parts(upload), cancellationToken).ConfigureAwait(false);
        var parts = blob is null ? null : Documents.TryRead<UploadParts>(blob);
        return
        [
            upload,
            .. await (parts?.Runs ?? []).Select(run => run.Name).Distinct().ToAsyncEnumerable()
                .Where(async (name, stop) => name != upload
                    && (await UploadedFile.ListAsync(store, name, stop).ConfigureAwait(false)).Count == 0)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false),
        ];
    }

    // A host that was killed says nothing of its end, so a mark of an owner that is old counts for nothing.
    private async Task StopAsync(RunKey run, IRunHost? host, CancellationToken cancellationToken)
    {
        if (await IsRunningAsync(run, cancellationToken).ConfigureAwait(false))
        {
            await marks.CancelAsync(run, null, cancellationToken).ConfigureAwait(false);
            await (host?.StopAsync(run, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }

        if (await store.FindAsync(BlobLayout.Owner(run), cancellationToken).ConfigureAwait(false) is { } owner
            && clock.GetUtcNow() - owner.Modified < TimeSpan.FromSeconds(options.OwnerSeconds))
        {
            throw new InputException(
                $"A host is still stopping the run '{run.Run}' of '{run.Name}'.",
                "run",
                $"Try again in {options.OwnerSeconds:F0} seconds.")
            {
                IsConflict = true,
            };
        }
    }

    private async Task<bool> IsRunningAsync(RunKey run, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.StatusAsync(run, cancellationToken).ConfigureAwait(false) is { State: RunState.Running };
        }
        catch (InvalidDataException)
        {
            // What is damaged is deleted too.
            return false;
        }
    }

    private async Task PublishNewestAsync(string name, CancellationToken cancellationToken)
    {
        var asked = await RunOrder.ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
        var plans = new List<RunPlan>();
        await foreach (var id in store.ListFoldersAsync(BlobLayout.Runs(name), cancellationToken).ConfigureAwait(false))
        {
            if (RunKey.OfFolders(name, id) is { } run
                && !await marks.IsStoppedAsync(run, cancellationToken).ConfigureAwait(false)
                && await store.ReadAsync(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false) is { } blob
                && Documents.TryRead<RunPlan>(blob) is { Problem: null } plan)
            {
                plans.Add(plan);
            }
        }

        foreach (var plan in plans.OrderByDescending(plan => asked.NumberOf(plan.Run)).ThenByDescending(plan => plan.RequestedAt))
        {
            if (await work.TryPublishAsync(plan.Key, plan.RequestedAt, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task RemoveAsync(RunKey run, CancellationToken cancellationToken)
    {
        var blobs = await BlobsAsync(run, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var blob in StoredRun.InOrderOfRemoval(run, blobs))
        {
            await store.DeleteAsync(blob.Path, cancellationToken).ConfigureAwait(false);
        }

        panels.Forget(run);
    }

    private async Task<bool> RemoveAsync(string path, CancellationToken cancellationToken)
    {
        var isThere = await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is not null;
        await store.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
        return isThere;
    }

    private IAsyncEnumerable<BlobFacts> BlobsAsync(RunKey run, CancellationToken cancellationToken) =>
        store.ListAsync(BlobLayout.Folder(run), cancellationToken).Where(blob => StoredRun.IsOfRun(run, blob));
}
