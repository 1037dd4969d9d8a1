using Azure.Storage.Blobs;
using Backtest.Engineering;
using Backtest.Storage;
using Backtest.Testing.Storage;

namespace Backtest.EndToEnd.Tests;

/// <summary>The store on Azure's client against a real emulator, an empty one for each test.</summary>
public sealed class AzureBlobStoreTests : BlobStoreContract, IAsyncLifetime
{
    private Emulator _emulator = null!;
    private AzureBlobStore _store = null!;

    protected override IBlobStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _emulator = await Emulator.StartAsync(null, 0, TestContext.Current.CancellationToken);
        _store = new AzureBlobStore(new BlobServiceClient(_emulator.ConnectionString));
    }

    public ValueTask DisposeAsync()
    {
        _emulator.Stop();
        return ValueTask.CompletedTask;
    }
}
