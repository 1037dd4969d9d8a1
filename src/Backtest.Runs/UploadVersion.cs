using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>A version of an upload and its grid.</summary>
/// <param name="Upload">Name of the upload.</param>
/// <param name="SeriesTag">Entity tag of the upload.</param>
/// <param name="GridTag">Entity tag of the grid; null if there is none.</param>
public sealed record UploadVersion(string Upload, string SeriesTag, string? GridTag)
{
    /// <summary>Both tags.</summary>
    public string Tags => $"{SeriesTag} {GridTag}";

    /// <summary>Whether the storage still has this version.</summary>
    public async Task<bool> IsStoredAsync(IBlobStore store, CancellationToken cancellationToken) =>
        await UploadedFile.ListAsync(store, Upload, cancellationToken).ConfigureAwait(false) is [var file] && file.ETag == SeriesTag
        && (await store.FindAsync(BlobLayout.Grid(Upload), cancellationToken).ConfigureAwait(false))?.ETag == GridTag;
}
