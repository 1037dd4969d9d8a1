namespace Backtest.Storage;

/// <summary>
/// Blobs by path: the first segment is the container, the rest the blob's name in it. Azure Blob Storage (or Azurite)
/// for hosts, a folder for the command line. A reader sees a whole blob or none.
/// </summary>
public interface IBlobStore
{
    /// <summary>Most bytes of UTF-8 between two slashes of a path; null where the storage has no such limit.</summary>
    int? MaxPartBytes => null;

    /// <summary>What keeps changes waiting at this time, as a sentence for users; null where nothing does, or it is not known.</summary>
    string? Obstacle => null;

    /// <summary>Reads a blob; null where there is none.</summary>
    Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>Reads a part of a blob, less where it ends before; null where there is no such blob.</summary>
    /// <param name="path">Path of the blob.</param>
    /// <param name="start">First byte of the part.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes of the part with the facts of the whole blob.</returns>
    async Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken) =>
        await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob
            ? blob with { Content = BlobRange.Of(blob.Content, start, length) }
            : null;

    /// <summary>A blob's facts without its content; null where there is none.</summary>
    Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes a blob that must not exist yet.</summary>
    /// <returns>False, with nothing written, where it exists.</returns>
    Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes a blob, over an older one if there is one.</summary>
    /// <returns>The entity tag of what was written.</returns>
    Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes a blob in place of the version with the given entity tag.</summary>
    /// <returns>False, with nothing written, where the blob has another tag by now or is gone.</returns>
    Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken);

    /// <summary>Removes a blob; no error where there is none.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Removes the version of a blob with the given entity tag.</summary>
    /// <returns>False, with nothing removed, where the blob has another tag by now or is gone.</returns>
    Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken);

    /// <summary>Blobs whose path starts with a prefix, in order of path.</summary>
    IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Names of the folders directly under a prefix that ends with a slash, in order.</summary>
    IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// What writes that were cut off have left behind, which no other member shows; a service that cleans up after them has none.
    /// </summary>
    IAsyncEnumerable<BlobFacts> ListPartialAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<BlobFacts>();
}
