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
        var path = BlobLayout.Asked(plan.Name);
        while (true)
        {
            var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            var asked = (blob is null ? null : Documents.TryRead<AskedRuns>(blob))
                ?? await FirstAsync(store, plan, request, cancellationToken).ConfigureAwait(false);
            var next = asked.With(plan.Run, request);

            // Whether the upload is still the one is asked between the reading of the order and its conditional write: whoever replaces
            // it after that comes with a later number.
            if (ReferenceEquals(next, asked)
                || (request.Upload is { } upload && !await upload.IsStoredAsync(store, cancellationToken).ConfigureAwait(false)))
            {
                return false;
            }

            if (blob is null
                ? await store.CreateAsync(path, Documents.Write(next), cancellationToken).ConfigureAwait(false)
                : await store.ReplaceAsync(path, Documents.Write(next), blob.Facts.ETag, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
    }

    /// <summary>Notes that a run is deleted: until it is asked for anew, its upload does not start it.</summary>
    public static async Task DeleteAsync(IBlobStore store, RunKey run, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Asked(run.Name);
        for (var isNoted = false; !isNoted;)
        {
            var blob = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            var next = Documents.Write(((blob is null ? null : Documents.TryRead<AskedRuns>(blob)) ?? AskedRuns.None).Without(run.Run));
            isNoted = blob is null
                ? await store.CreateAsync(path, next, cancellationToken).ConfigureAwait(false)
                : await store.ReplaceAsync(path, next, blob.Facts.ETag, cancellationToken).ConfigureAwait(false);
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
