namespace Backtest.Storage;

/// <summary>
/// Blobs by path: the first segment is the container, the rest the name of the blob in it. Hosts use Azure Blob Storage (or
/// Azurite), the command line a folder. Readers see a whole blob or none.
/// </summary>
public interface IBlobStore
{
    /// <summary>Maximum bytes of UTF-8 between two slashes of a path; null if the storage has no such limit.</summary>
    int? MaxPartBytes => null;

    /// <summary>Why changes are waiting, as a sentence for users; null if they are not, or it is not known.</summary>
    string? Obstacle => null;

    /// <summary>Reads a blob; null if there is none.</summary>
    Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>Reads a range of a blob, shorter if it ends before; null if there is no such blob.</summary>
    /// <param name="path">Path of the blob.</param>
    /// <param name="start">First byte of the part.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes of the part with the facts of the whole blob.</returns>
    async Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken) =>
        await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob
            ? blob with { Content = BlobRange.Of(blob.Content, start, length) }
            : null;

    /// <summary>A blob's facts without its content; null if there is none.</summary>
    Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken);

    /// <summary>Writes a blob that must not exist yet.</summary>
    /// <returns>False, with nothing written, if it exists.</returns>
    Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a stored document; null if there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged; see <see cref="Documents.Read"/>.</exception>
    async Task<T?> ReadDocumentAsync<T>(string path, CancellationToken cancellationToken)
        where T : class =>
        await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob ? Documents.Read<T>(blob) : null;

    /// <summary>Writes an immutable document that must not exist yet.</summary>
    /// <returns>False, with nothing written, if it exists.</returns>
    Task<bool> CreateDocumentAsync<T>(string path, T document, CancellationToken cancellationToken)
        where T : class =>
        CreateAsync(path, Documents.Write(document), cancellationToken);

    /// <summary>Writes a blob, and replaces an older one.</summary>
    /// <returns>The entity tag of the new version.</returns>
    Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Replaces the version of a blob with the given entity tag.</summary>
    /// <returns>False, with nothing written, if the blob has changed or is gone.</returns>
    Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken);

    /// <summary>Removes a blob; no error if there is none.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Removes the version of a blob with the given entity tag.</summary>
    /// <returns>False, with nothing removed, if the blob has changed or is gone.</returns>
    Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken);

    /// <summary>Blobs whose path starts with a prefix, in order of path.</summary>
    IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Names of the folders directly under a prefix that ends with a slash, in order.</summary>
    IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Leftovers of interrupted writes, which no other member shows. A service that cleans up by itself has none.
    /// </summary>
    IAsyncEnumerable<BlobFacts> ListPartialAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<BlobFacts>();
}
