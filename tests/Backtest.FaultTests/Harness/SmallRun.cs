using System.Text;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Backtest.Runs;
using Backtest.Runs.Pruning;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests.Harness;

/// <summary>A run of a handful of cheap trials: every family with its own kind of document, in two batches, and an ensemble.</summary>
internal static class SmallRun
{
    public const string Name = "demo";

    public const string Grid = """
        {
          "seasonLength": 4, "horizon": 2, "windows": 1, "batchSeconds": 0.1,
          "baselines": ["naive"], "ets": { "model": "ANN" }, "arima": { "p": 1, "d": 1 },
          "lstm": { "lookBack": 4, "units": 2, "epochs": 1 },
          "ensemble": { "combine": "mean", "onePerEngine": true }
        }
        """;

    private static readonly BacktestOptions OneByOne = new() { ParallelTrials = 1, PublishedCacheSeconds = 0 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Its series.</summary>
    public static byte[] Csv(int length = 32) => Workbench.Csv(length);

    /// <summary>Three series in one file, one of them too short to be used.</summary>
    public static byte[] PanelCsv() => Encoding.UTF8.GetBytes("unique_id,ds,y\n" + string.Concat(
        new[] { ("a", 32), ("b/é", 36), ("short", 3) }.SelectMany(one => Workbench.Values(one.Item2).Select(
            (value, t) => FormattableString.Invariant($"{one.Item1},{t + 1},{value + one.Item2}\n")))));

    public static Task UploadAsync(IBlobStore store, string name = Name, int length = 32) => UploadAsync(store, Csv(length), name);

    public static async Task UploadAsync(IBlobStore store, byte[] csv, string name = Name)
    {
        await store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(Grid), Stop);
        await store.WriteAsync(BlobLayout.Series(name), csv, Stop);
    }

    /// <summary>Plans an upload and runs it, like a host that has just started.</summary>
    public static async Task RunAsync(IBlobStore store, string name = Name)
    {
        using var bench = new Workbench(OneByOne, store);
        var run = (await bench.Planning.RunAsync(name, Stop))!;
        Assert.Null(run.Problem);
        await bench.Executor.RunAsync(run, null, Stop);
    }

    /// <summary>The blobs that an undisturbed run stores.</summary>
    public static async Task<SortedDictionary<string, string>> UndisturbedAsync(IBlobStore store, byte[]? csv = null)
    {
        await UploadAsync(store, csv ?? Csv());
        await RunAsync(store);
        return await Snapshot.TakeAsync(store, BlobLayout.Backtests, Stop);
    }

    /// <summary>The blobs of all runs, after removing those that nothing refers to.</summary>
    public static async Task<SortedDictionary<string, string>> PrunedAsync(IBlobStore store)
    {
        await new Pruner(store, TimeProvider.System).RunAsync(new PruneRequest(TimeSpan.Zero), Stop);
        return await Snapshot.TakeAsync(store, BlobLayout.Backtests, Stop);
    }

    /// <summary>A storage account.</summary>
    /// <param name="connection">Its connection string.</param>
    /// <param name="transport">Carries the requests; null for the default.</param>
    /// <param name="retries">How often a request is sent again.</param>
    public static AzureBlobStore Open(string connection, HttpPipelineTransport? transport = null, int retries = 3)
    {
        var options = new BlobClientOptions();
        options.Transport = transport ?? options.Transport;
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(5);
        return new AzureBlobStore(new BlobServiceClient(connection, options));
    }
}
