using Backtest.Core.Problems;

namespace Backtest.Storage;

/// <summary>
/// The file of an upload: its name with any one of <see cref="BlobLayout.UploadEndings"/>. A client that writes directly to the storage
/// may leave two files; its user then has to decide between them.
/// </summary>
public static class UploadedFile
{
    /// <summary>The files of a name, latest first; empty if there is no such upload.</summary>
    public static async Task<IReadOnlyList<BlobFacts>> ListAsync(IBlobStore store, string upload, CancellationToken cancellationToken)
    {
        var files = new List<BlobFacts>();
        await foreach (var blob in store.ListAsync($"{BlobLayout.Uploads}{upload}.", cancellationToken).ConfigureAwait(false))
        {
            if (BlobLayout.SeriesNameOf(blob.Path) == upload)
            {
                files.Add(blob);
            }
        }

        return [.. files.OrderByDescending(file => file.Modified)];
    }

    /// <summary>The file of a name; null if there is none.</summary>
    /// <exception cref="InputException">There are several.</exception>
    public static async Task<BlobFacts?> FindAsync(IBlobStore store, string upload, CancellationToken cancellationToken)
    {
        var files = await ListAsync(store, upload, cancellationToken).ConfigureAwait(false);
        CheckOne(upload, files);
        return files.Count > 0 ? files[0] : null;
    }

    /// <summary>The content of the file of a name; null if there is none.</summary>
    /// <exception cref="InputException">There are several.</exception>
    public static async Task<StoredBlob?> ReadAsync(IBlobStore store, string upload, CancellationToken cancellationToken) =>
        await FindAsync(store, upload, cancellationToken).ConfigureAwait(false) is { } file
            ? await store.ReadAsync(file.Path, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Checks that a name has no more than one file.</summary>
    /// <exception cref="InputException">It has several.</exception>
    public static void CheckOne(string upload, IReadOnlyList<BlobFacts> files)
    {
        if (files.Count > 1)
        {
            throw new InputException(
                $"{files.Count} files are stored as the upload '{upload}'.",
                string.Join(", ", files.Select(file => file.Path).Order(StringComparer.Ordinal)),
                $"Delete all but one, and write that again or POST /api/series/{upload}/backtests.");
        }
    }
}
