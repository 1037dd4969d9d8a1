using Backtest.Storage;
using Backtest.Testing.Storage;

namespace Backtest.Cli.Tests;

/// <summary>A storage that cannot read some blobs.</summary>
internal sealed class FaultyStore(IBlobStore store, Func<string, Exception?> faultOf) : ForwardingStore(store)
{
    public override Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken) =>
        faultOf(path) is { } fault ? throw fault : base.ReadAsync(path, cancellationToken);
}
