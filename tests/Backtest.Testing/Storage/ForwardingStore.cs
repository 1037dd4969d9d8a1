using Backtest.Storage;

namespace Backtest.Testing.Storage;

/// <summary>A storage that passes everything on to another one, until a test overrides some of it.</summary>
public abstract class ForwardingStore(IBlobStore store) : IBlobStore
{
    public int? MaxPartBytes => store.MaxPartBytes;

    public virtual Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        store.ReadAsync(path, cancellationToken);

    public virtual Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) => store.FindAsync(path, cancellationToken);

    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.CreateAsync(path, content, cancellationToken);

    public virtual Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.WriteAsync(path, content, cancellationToken);

    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        store.ReplaceAsync(path, content, etag, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => store.DeleteAsync(path, cancellationToken);

    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        store.DeleteAsync(path, etag, cancellationToken);

    public IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListFoldersAsync(prefix, cancellationToken);
}
