using System.Reflection;
using System.Text;
using Backtest.Engineering;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests.Harness;

/// <summary>A run of some seconds, long enough to be disturbed, by hosts in their own processes.</summary>
internal static class HostRun
{
    public const string Name = "air";

    /// <summary>How long a host may be silent; short, so that a restarted host need not wait.</summary>
    public const string OwnerSeconds = "1";

    private const string Grid = """
        { "horizon": 6, "seasonLength": 12, "windows": 3,
          "arima": { "p": [0, 1, 2], "d": 1, "q": [0, 1, 2] },
          "lstm": { "lookBack": 12, "units": [16, 24], "layers": 2, "epochs": [25, 50], "dropout": [0, 0.2] },
          "ensemble": { "onePerEngine": true } }
        """;

    private const int PanelSeries = 8;

    // Work of several chunks, each of more than one batch.
    private const string PanelGrid = """
        { "horizon": 6, "seasonLength": 12, "windows": 3, "batchSeconds": 0.1, "arima": { "p": [0, 1, 2], "d": 1, "q": [0, 1, 2] },
          "lstm": { "lookBack": 12, "units": 8, "epochs": 20 } }
        """;

    private static readonly string Program = Host.Program(
        typeof(HostRun).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts a host that logs every trial.</summary>
    public static Task<Host> StartHostAsync(string connection, params (string Name, string Value)[] settings) => Host.StartAsync(
        Program,
        connection,
        0,
        show: false,
        Stop,
        settings.Prepend(("OwnerSeconds", OwnerSeconds))
            .GroupBy(setting => setting.Item1)
            .ToDictionary(setting => $"Backtest__{setting.Key}", setting => setting.Last().Item2)
            .Append(new("Logging__LogLevel__Backtest", "Debug"))
            .ToDictionary());

    public static Task UploadAsync(IBlobStore store, string name = Name) => UploadAsync(store, name, isPanel: false);

    /// <summary>Uploads the series, or a panel of it and others.</summary>
    public static async Task UploadAsync(IBlobStore store, string name, bool isPanel)
    {
        await store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(isPanel ? PanelGrid : Grid), Stop);
        var csv = await File.ReadAllLinesAsync(Repository.PathOf("samples", "air-passengers.csv"), Stop);
        var panel = Enumerable.Range(0, PanelSeries).SelectMany(k => csv.Skip(1 + (3 * k)).Select(line => $"series {k},{line}"));
        IEnumerable<string> lines = isPanel ? [$"unique_id,{csv[0]}", .. panel] : csv;
        await store.WriteAsync(BlobLayout.Series(name), Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), Stop);
    }

    /// <summary>Waits until some series are published and no run is left to resume.</summary>
    public static async Task WaitAsync(IBlobStore store, int series = 1)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            try
            {
                var published = 0;
                await foreach (var name in store.ListFoldersAsync(BlobLayout.Backtests, Stop))
                {
                    published += await store.FindAsync(BlobLayout.Latest(name), Stop) is null ? 0 : 1;
                }

                if (published >= series
                    && await new InterruptedRuns(store).FindAsync(_ => false, withFailed: true, Stop).CountAsync(Stop) == 0)
                {
                    return;
                }
            }
            catch (Exception problem) when (StorageFault.Is(problem) && !Stop.IsCancellationRequested)
            {
                // The storage is being disturbed.
            }

            await Task.Delay(100, Stop);
        }

        throw new TimeoutException("No run was finished.");
    }

    /// <summary>Waits until a host has released every run, its last step after publishing.</summary>
    public static async Task WaitForReleaseAsync(IBlobStore store)
    {
        while (await store.ListAsync(BlobLayout.Backtests, Stop)
            .AnyAsync(blob => blob.Path.EndsWith("/owner.json", StringComparison.Ordinal), Stop))
        {
            await Task.Delay(20, Stop);
        }
    }
}
