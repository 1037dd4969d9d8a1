using Backtest.Storage;

namespace Backtest.FaultTests.Storage;

/// <summary>A folder with a full disk or other file system faults at some operations.</summary>
/// <param name="store">The folder.</param>
/// <param name="faultOf">The fault of an operation by its number, from 1; null for none.</param>
public sealed class FaultStore(IBlobStore store, Func<int, Fault?> faultOf) : IBlobStore
{
    private int _operations;

    /// <summary>Number of operations so far.</summary>
    public int Operations => _operations;

    public int? MaxPartBytes => store.MaxPartBytes;

    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        DoAsync(() => store.ReadAsync(path, cancellationToken));

    public Task<StoredBlob?> ReadRangeAsync(string path, long start, long length, CancellationToken cancellationToken) =>
        DoAsync(() => store.ReadRangeAsync(path, start, length, cancellationToken));

    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
        DoAsync(() => store.FindAsync(path, cancellationToken));

    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        DoAsync(() => store.CreateAsync(path, content, cancellationToken));

    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        DoAsync(() => store.WriteAsync(path, content, cancellationToken));

    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken) =>
        DoAsync(() => store.ReplaceAsync(path, content, etag, cancellationToken));

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => DoAsync(async () =>
    {
        await store.DeleteAsync(path, cancellationToken);
        return true;
    });

    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        DoAsync(() => store.DeleteAsync(path, etag, cancellationToken));

    public IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListFoldersAsync(prefix, cancellationToken);

    private async Task<T> DoAsync<T>(Func<Task<T>> operation)
    {
        switch (faultOf(Interlocked.Increment(ref _operations)))
        {
            case null:
                return await operation();
            case Fault.Lost:
                throw new IOException("No space left on device");
            case Fault.DoneButFailed:
                await operation();
                throw new IOException("Input/output error");
            case var other:
                throw new NotSupportedException($"{other} is no fault of a folder.");
        }
    }
}
