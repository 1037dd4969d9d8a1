using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Keeps the order in which runs are asked for, upload by upload.</summary>
public static class RunOrder
{
    /// <summary>The order of a series. A damaged one counts as none: it begins anew with the next request.</summary>
    public static async Task<AskedRuns> ReadAsync(IBlobStore store, string name, CancellationToken cancellationToken) =>
        await store.ReadAsync(BlobLayout.Asked(name), cancellationToken).ConfigureAwait(false) is { } blob
            && Documents.TryRead<AskedRuns>(blob) is { } asked
            ? asked
            : AskedRuns.None;

    /// <summary>
    /// Notes that a run is asked for. A request whose upload another one has replaced meanwhile is not noted: what replaced it is
    /// asked for later, whoever of the two comes here first.
    /// </summary>
    /// <param name="store">Where blobs are.</param>
    /// <param name="plan">The run.</param>
    /// <param name="request">By what it is asked for.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Whether the order changed by it.</returns>
    public static async Task<bool> TryAskAsync(
        IBlobStore store, RunPlan plan, RunRequest request, CancellationToken cancellationToken)
    {
        async Task<AskedRuns?> NextAsync(AskedRuns? known)
        {
            var asked = known ?? await FirstAsync(store, plan, request, cancellationToken).ConfigureAwait(false);
            var next = asked.With(plan.Run, request);

            // Whether the upload is still the one is asked between the reading of the order and its conditional write: whoever replaces
            // it after that comes with a later number.
            return ReferenceEquals(next, asked)
                || (request.Upload is { } upload && !await upload.IsStoredAsync(store, cancellationToken).ConfigureAwait(false))
                ? null
                : next;
        }

        return await TryChangeAsync(store, plan.Name, NextAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that a run is deleted: until it is asked for anew, its upload does not start it.</summary>
    public static Task DeleteAsync(IBlobStore store, RunKey run, CancellationToken cancellationToken) => TryChangeAsync(
        store, run.Name, known => Task.FromResult<AskedRuns?>((known ?? AskedRuns.None).Without(run.Run)), cancellationToken);

    // Reads and writes until no other host wrote in between; false where nothing is to be changed. What is damaged is as nothing.
    private static async Task<bool> TryChangeAsync(
        IBlobStore store, string name, Func<AskedRuns?, Task<AskedRuns?>> change, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Asked(name);
        while (true)
        {
            var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            if (await change(blob is null ? null : Documents.TryRead<AskedRuns>(blob)).ConfigureAwait(false) is not { } next)
            {
                return false;
            }

            var content = Documents.Write(next);
            if (blob is null
                ? await store.CreateAsync(path, content, cancellationToken).ConfigureAwait(false)
                : await store.ReplaceAsync(path, content, blob.Facts.ETag, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
    }

    // An upload that was there before the published run of an earlier version was asked for is no new request.
    private static async Task<AskedRuns> FirstAsync(
        IBlobStore store, RunPlan plan, RunRequest request, CancellationToken cancellationToken) =>
        request is { IsStart: false, Upload: { } upload }
        && await store.ReadAsync(BlobLayout.Latest(plan.Name), cancellationToken).ConfigureAwait(false) is { } blob
        && Documents.TryRead<PublishedRun>(blob)?.RequestedAt >= plan.RequestedAt
            ? AskedRuns.None with { Uploads = new Dictionary<string, AskedUpload> { [upload.Upload] = new(upload.Tags, 0) } }
            : AskedRuns.None;
}
