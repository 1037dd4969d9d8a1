using Backtest.Service.Storage;

namespace Backtest.Cli.Tests;

/// <summary>A storage that cannot read some blobs.</summary>
internal sealed class FaultyStore(IBlobStore store, Func<string, Exception?> faultOf) : IBlobStore
{
    public int? MaxPartBytes => store.MaxPartBytes;

    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        faultOf(path) is { } fault ? throw fault : store.ReadAsync(path, cancellationToken);

    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) => store.FindAsync(path, cancellationToken);

    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => store.CreateAsync(path, content, cancellationToken);

    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => store.WriteAsync(path, content, cancellationToken);

    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        store.ReplaceAsync(path, content, etag, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => store.DeleteAsync(path, cancellationToken);

    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) => store.DeleteAsync(path, etag, cancellationToken);

    public IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => store.ListFoldersAsync(prefix, cancellationToken);
}
