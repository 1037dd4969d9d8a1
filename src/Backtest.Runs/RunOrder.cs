using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Maintains the order in which runs are requested, by upload.</summary>
internal static class RunOrder
{
    /// <summary>The order of a series. A damaged one counts as empty and starts again with the next request.</summary>
    public static async Task<AskedRuns> ReadAsync(IBlobStore store, string name, CancellationToken cancellationToken) =>
        await store.ReadAsync(BlobLayout.Asked(name), cancellationToken).ConfigureAwait(false) is { } blob
            && Documents.TryRead<AskedRuns>(blob) is { } asked
            ? asked
            : AskedRuns.None;

    /// <summary>
    /// Records a request for a run. A request whose upload has been replaced in the meantime is not recorded: the replacement counts as
    /// requested later, whichever arrives first.
    /// </summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The run.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>Whether the order changed.</returns>
    public static async Task<bool> TryAskAsync(
        IBlobStore store, RunPlan plan, RunRequest request, CancellationToken cancellationToken)
    {
        async Task<AskedRuns?> NextAsync(AskedRuns? known)
        {
            var asked = known ?? await FirstAsync(store, plan, request, cancellationToken).ConfigureAwait(false);
            var next = asked.With(plan.Run, request);

            // The check that the upload is still current lies between reading the order and its conditional write: a later replacement gets
            // a later number.
            return ReferenceEquals(next, asked)
                || (request.Upload is { } upload && !await upload.IsStoredAsync(store, cancellationToken).ConfigureAwait(false))
                ? null
                : next;
        }

        return await TryChangeAsync(store, plan.Name, NextAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that a run is deleted: its upload does not start it until it is requested again.</summary>
    public static Task DeleteAsync(IBlobStore store, RunKey run, CancellationToken cancellationToken) => TryChangeAsync(
        store, run.Name, known => Task.FromResult<AskedRuns?>((known ?? AskedRuns.None).Without(run.Run)), cancellationToken);

    // Reads and writes until no other host wrote in between; false if there is nothing to change. A damaged document counts as empty.
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

    // An upload older than the request for an earlier version's published run is not a new request.
    private static async Task<AskedRuns> FirstAsync(
        IBlobStore store, RunPlan plan, RunRequest request, CancellationToken cancellationToken) =>
        request is { IsStart: false, Upload: { } upload }
        && await store.ReadAsync(BlobLayout.Latest(plan.Name), cancellationToken).ConfigureAwait(false) is { } blob
        && Documents.TryRead<PublishedRun>(blob)?.RequestedAt >= plan.RequestedAt
            ? AskedRuns.None with { Uploads = new Dictionary<string, AskedUpload> { [upload.Upload] = new(upload.Tags, 0) } }
            : AskedRuns.None;
}
