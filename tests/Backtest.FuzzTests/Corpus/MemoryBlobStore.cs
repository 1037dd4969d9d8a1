using System.Collections.Concurrent;
using System.Globalization;
using Backtest.Storage;

namespace Backtest.FuzzTests.Corpus;

/// <summary>Blobs in memory; all operations complete synchronously.</summary>
internal sealed class MemoryBlobStore : IBlobStore
{
    private readonly ConcurrentDictionary<string, StoredBlob> _blobs;
    private int _writes;

    public MemoryBlobStore() => _blobs = new(StringComparer.Ordinal);

    private MemoryBlobStore(MemoryBlobStore other) => _blobs = new(other._blobs, StringComparer.Ordinal);

    public IEnumerable<string> Paths => _blobs.Keys.Order(StringComparer.Ordinal);

    /// <summary>A copy with the same blobs that changes independently.</summary>
    public MemoryBlobStore Copy() => new(this);

    public byte[] Content(string path) => _blobs[path].Content.ToArray();

    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) => Task.FromResult(_blobs.GetValueOrDefault(path));

    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.GetValueOrDefault(path)?.Facts);

    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.TryAdd(path, Blob(path, content)));

    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult((_blobs[path] = Blob(path, content)).Facts.ETag);

    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.TryGetValue(path, out var blob)
            && blob.Facts.ETag == etag
            && _blobs.TryUpdate(path, Blob(path, content), blob));

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => Task.FromResult(_blobs.TryRemove(path, out _));

    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.TryGetValue(path, out var blob)
            && blob.Facts.ETag == etag
            && _blobs.TryRemove(KeyValuePair.Create(path, blob)));

    public IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Paths.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(path => _blobs[path].Facts)
            .ToList()
            .ToAsyncEnumerable();

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => Paths
        .Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('/', prefix.Length) > 0)
        .Select(path => path[prefix.Length..path.IndexOf('/', prefix.Length)])
        .Distinct()
        .ToList()
        .ToAsyncEnumerable();

    private StoredBlob Blob(string path, ReadOnlyMemory<byte> content) => new(
        content.ToArray(),
        new BlobFacts(path, Interlocked.Increment(ref _writes)
            .ToString(CultureInfo.InvariantCulture), content.Length, DateTimeOffset.UnixEpoch));
}
