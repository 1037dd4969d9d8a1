using System.Text;
using Backtest.Core.Planning;
using Backtest.Http;
using Backtest.Runs;
using Backtest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FuzzTests.Corpus;

/// <summary>A small finished run with a model of every family, in memory.</summary>
public sealed class FinishedRun : IAsyncLifetime
{
    /// <summary>Name of the series.</summary>
    public const string Name = "demo";

    private const string Grid = """
        {
          "seasonLength": 4, "horizon": 3, "windows": 2, "search": { "method": "halving", "reduction": 2, "rounds": 2 },
          "baselines": ["naive", "drift"], "ets": { "model": "AAN" }, "theta": {}, "arima": { "p": 1, "d": 1 },
          "lstm": { "lookBack": 3, "units": [2, 3], "epochs": 4 }, "ensemble": { "combine": "mean", "best": 2 }
        }
        """;

    private readonly BacktestOptions _options = new() { MaxHorizon = 50 };

    internal MemoryBlobStore Store { get; } = new();

    /// <summary>Key of the run.</summary>
    public RunKey Key { get; private set; }

    /// <summary>Services over a store, with their own caches.</summary>
    internal ServiceProvider Services(IBlobStore store) =>
        new ServiceCollection().AddLogging().AddBacktest(store, _options).BuildServiceProvider();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using var services = Services(Store);
        var stop = TestContext.Current.CancellationToken;
        var values = Enumerable.Range(0, 48).Select(t => 100 + t + (10 * Math.Sin(t * Math.PI / 2)) + (3 * Math.Sin(t * 1.7)));
        var csv = Encoding.UTF8.GetBytes("y\n" + string.Join('\n', values.Select(value => value.ToString("R"))) + "\n");
        await Store.WriteAsync(BlobLayout.Series(Name), csv, stop);
        await Store.WriteAsync(BlobLayout.Grid(Name), Encoding.UTF8.GetBytes(Grid), stop);
        var run = (await services.GetRequiredService<PlanStep>().RunAsync(Name, stop))!;
        await services.GetRequiredService<RunExecutor>().RunAsync(run, null, stop);
        Key = run.Key;

        // Documents that a completed run of one series does not have.
        var two = Encoding.UTF8.GetBytes("unique_id,ds,y\n"
            + string.Concat(Enumerable.Range(0, 60).Select(t => $"{(char)('a' + (t % 2))},{2000 + (t / 2)}-01-01,{t}\n")));
        await services.GetRequiredService<PlanStep>().StoreAsync(services.GetRequiredService<PlanStep>()
            .Prepare("two", two, new Grid(), DateTimeOffset.UnixEpoch, stop), new RunRequest(null, IsStart: true), stop);
        await services.GetRequiredService<RunMarks>().CancelAsync(RunKey.Parse("two.a", "0000000000000000"), "It was a test.", stop);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
