using System.Text;
using System.Text.Json;
using Backtest.Storage;
using Backtest.Testing;
using Backtest.Testing.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Http.Tests;

public sealed class HealthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_is_wrong_without_secrets_and_recovers()
    {
        var store = new AilingStore(new FolderBlobStore(_folder.Path));
        var handler = new HealthHandler(store, _clock, NullLogger<HealthHandler>.Instance);
        Assert.Equal((200, "healthy", null), await AskAsync(handler));

        store.ReadFault = new Azure.RequestFailedException("AccountKey=abc");
        Assert.Equal((503, "unhealthy", "The storage cannot be reached."), await AskAsync(handler));

        (store.ReadFault, store.WriteFault) = (null, new IOException("No space left on device : '/data/probe'"));
        var full = await AskAsync(handler);
        Assert.Equal((503, "unhealthy"), (full.Code, full.Status));
        Assert.StartsWith("The storage cannot be written to", full.Problem);

        store.WriteFault = null;
        Assert.Equal((200, "healthy", null), await AskAsync(handler));
    }

    [Fact]
    public async Task It_says_that_another_program_holds_the_lock_of_the_folder()
    {
        var store = new FolderBlobStore(_folder.Path);
        var handler = new HealthHandler(store, TimeProvider.System, NullLogger<HealthHandler>.Instance);
        await store.WriteAsync(BlobLayout.Probe, "{}"u8.ToArray(), Stop);
        await using var held = new FileStream(Path.Combine(_folder.Path, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var (code, status, problem) = await AskAsync(handler);

        Assert.Equal((503, "unhealthy"), (code, status));
        Assert.StartsWith("Another program holds the lock file .lock of the storage folder", problem);
        Assert.DoesNotContain(_folder.Path, problem);
    }

    [Fact]
    public async Task Many_probes_are_few_looks_at_the_storage()
    {
        var store = new AilingStore(new FolderBlobStore(_folder.Path));
        var handler = new HealthHandler(store, _clock, NullLogger<HealthHandler>.Instance);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => handler.GetAsync(Stop)));

        Assert.Equal(1, store.Writes);
    }

    [Fact]
    public async Task The_probe_is_no_series()
    {
        using var bench = new Workbench(store: new FolderBlobStore(_folder.Path));
        await new HealthHandler(bench.Store, _clock, NullLogger<HealthHandler>.Instance).GetAsync(Stop);

        Assert.NotNull(await bench.Store.FindAsync(BlobLayout.Probe, Stop));
        Assert.Empty(await bench.Catalog.NamesAsync(Stop));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Status, string? Problem)> AskAsync(HealthHandler handler)
    {
        _clock.Now += TimeSpan.FromSeconds(10);
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Response.Body = body;
        await (await handler.GetAsync(Stop)).ExecuteAsync(context);
        var health = JsonSerializer.Deserialize<Health>(Encoding.UTF8.GetString(body.ToArray()), Documents.Json)!;
        return (context.Response.StatusCode, health.Status, health.Problem);
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class AilingStore(IBlobStore store) : ForwardingStore(store)
    {
        private int _writes;

        public Exception? ReadFault { get; set; }

        public Exception? WriteFault { get; set; }

        public int Writes => _writes;

        public override Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken) =>
            ReadFault is null ? base.FindAsync(path, cancellationToken) : Task.FromException<BlobFacts?>(ReadFault);

        public override Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _writes);
            return WriteFault is null ? base.WriteAsync(path, content, cancellationToken) : Task.FromException<string>(WriteFault);
        }
    }
}
