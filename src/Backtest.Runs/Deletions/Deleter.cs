using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs.Panels;
using Backtest.Runs.Pruning;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs.Deletions;

/// <summary>
/// Deletes runs and uploads for good. After an interrupted deletion, every run is visible either completely or not at all, and repeating
/// the deletion finishes it.
/// </summary>
/// <param name="store">The blob storage.</param>
/// <param name="catalog">What is stored.</param>
/// <param name="published">The published runs.</param>
/// <param name="panels">The series of panels.</param>
/// <param name="work">Publishes the run that replaces a deleted one.</param>
/// <param name="marks">Marks of stopped runs.</param>
/// <param name="options">How long the host of a run may be silent.</param>
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
    /// Deletes a run; one in progress is cancelled first. Its upload stays and does not start it again. If it is published, the finished
    /// run that was requested last among the others replaces it.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="withPublished">Whether to delete it even if it is published.</param>
    /// <param name="host">Carries out runs; null for no host.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>Whether anything was deleted.</returns>
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

        // From here on, no host treats it as interrupted.
        await marks.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
        await PublishNewestAsync(run.Name, cancellationToken).ConfigureAwait(false);
        await published.WithdrawAsync(run, cancellationToken).ConfigureAwait(false);

        // Runs of earlier versions have no number in the order of requests, so one of them is published only if no other run is.
        await PublishNewestAsync(run.Name, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(run, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Deletes an upload: its file, its grid and all of its runs, the published one last. Runs in progress are cancelled first.
    /// </summary>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="withPublished">Whether to delete it even if one of its runs is published.</param>
    /// <param name="host">Carries out runs; null for no host.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>Whether anything was deleted.</returns>
    /// <exception cref="InputException">One of its runs is published, or another host works on one.</exception>
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

        // The grid goes after the file, which would otherwise run with the default grid.
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

    // Its own name, and those that earlier versions gave its series, unless another upload has them now.
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

    // A killed host does not report its end, so an old owner's mark does not count.
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
            // Damaged documents are deleted too.
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
