using Backtest.Storage;

namespace Backtest.Testing.Storage;

/// <summary>A storage that forwards all operations to another one, except those that a test overrides.</summary>
public abstract class ForwardingStore(IBlobStore store) : IBlobStore
{
    public int? MaxPartBytes => store.MaxPartBytes;

    public virtual Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        Noted(path).ReadAsync(path, cancellationToken);

    public Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken) =>
        Noted(path).ReadRangeAsync(path, start, length, cancellationToken);

    public virtual Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
        Noted(path).FindAsync(path, cancellationToken);

    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Written(path).CreateAsync(path, content, cancellationToken);

    public virtual Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Written(path).WriteAsync(path, content, cancellationToken);

    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        Written(path).ReplaceAsync(path, content, etag, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => Noted(path).DeleteAsync(path, cancellationToken);

    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        Noted(path).DeleteAsync(path, etag, cancellationToken);

    public IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Noted(prefix).ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        Noted(prefix).ListFoldersAsync(prefix, cancellationToken);

    /// <summary>Called before every operation is forwarded.</summary>
    protected virtual void OnOperation(string path)
    {
    }

    /// <summary>Called before every operation that writes a blob is forwarded.</summary>
    protected virtual void OnWrite(string path)
    {
    }

    private IBlobStore Written(string path)
    {
        OnWrite(path);
        return Noted(path);
    }

    private IBlobStore Noted(string path)
    {
        OnOperation(path);
        return store;
    }
}
