using System.Text;
using Backtest.Core.Planning;
using Backtest.FaultTests.Harness;
using Backtest.Http;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.FaultTests;

/// <summary>Uploads and starts on three hosts with one storage, with wrong clocks that are set during the runs.</summary>
public sealed class SkewedClocksTests(FaultTable table)
{
    private static readonly string[] Grids =
    [
        """{ "horizon": 2, "windows": 1, "baselines": ["naive"] }""",
        """{ "horizon": 3, "windows": 1, "baselines": ["naive"] }""",
    ];

    private readonly Random _random = new(Effort.Seed);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_run_that_was_asked_for_last_is_published_when_all_are_over()
    {
        for (var k = 0; k < Effort.Of(5, 200); k++)
        {
            using var folder = new TemporaryFolder();
            var store = new FolderBlobStore(folder.Path);
            var clocks = Enumerable.Range(0, 3).Select(_ => new SkewedClock()).ToArray();
            var hosts = clocks.Select(clock => new ServiceCollection().AddLogging()
                .AddBacktest(store, new BacktestOptions { PublishedCacheSeconds = 0 })
                .AddSingleton<TimeProvider>(clock)
                .BuildServiceProvider()).ToArray();
            await store.WriteAsync(BlobLayout.Grid(SmallRun.Name), Encoding.UTF8.GetBytes(Grids[0]), Stop);
            await store.WriteAsync(BlobLayout.Series(SmallRun.Name), SmallRun.Csv(), Stop);
            var waiting = new List<PlannedRun>();
            var last = "";
            for (var step = 0; step < 12; step++)
            {
                foreach (var clock in clocks)
                {
                    clock.Offset = TimeSpan.FromHours(_random.Next(-1_000, 1_000));
                }

                var (run, isAsked) = await AskAsync(store, hosts[_random.Next(hosts.Length)], clocks[0]);
                waiting.Add(run);
                last = isAsked || last == "" ? run.Key.Run : last;
                if (_random.Next(3) == 0)
                {
                    await FinishAsync(hosts, waiting);
                }
            }

            await FinishAsync(hosts, waiting);
            var published = (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(SmallRun.Name), Stop))!.Run;
            table.Add(
                "clocks of three hosts off and set", 12, new Verdict([], published == last ? [] : [$"{published} instead of {last}"], []));
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    // An upload, a start with one grid or the other, or an event for a stored series, which is not a request.
    private async Task<(PlannedRun Run, bool IsAsked)> AskAsync(
        FolderBlobStore store, ServiceProvider host, SkewedClock clock)
    {
        var planning = host.GetRequiredService<PlanStep>();
        var choice = _random.Next(3);
        if (choice < 2)
        {
            if (choice == 0)
            {
                await store.WriteAsync(BlobLayout.Series(SmallRun.Name), SmallRun.Csv(32 + _random.Next(3)), Stop);
            }

            return ((await planning.RunAsync(SmallRun.Name, Stop))!, choice == 0);
        }

        var csv = (await store.ReadAsync(BlobLayout.Series(SmallRun.Name), Stop))!;
        var grid = GridReader.Read(Encoding.UTF8.GetBytes(Grids[_random.Next(Grids.Length)]));
        var prepared = planning.Prepare(SmallRun.Name, csv.Content, grid, clock.GetUtcNow(), Stop);
        var gridTag = (await store.FindAsync(BlobLayout.Grid(SmallRun.Name), Stop))!.ETag;
        return (await planning.StoreAsync(
            prepared, new RunRequest(new UploadVersion(SmallRun.Name, csv.Facts.ETag, gridTag), IsStart: true), Stop), true);
    }

    // In any order, several at once.
    private async Task FinishAsync(ServiceProvider[] hosts, List<PlannedRun> waiting)
    {
        var runs = waiting.ToArray();
        waiting.Clear();
        _random.Shuffle(runs);
        await Parallel.ForEachAsync(runs.Index(), Stop, async (run, stop) => await hosts[run.Index % hosts.Length]
            .GetRequiredService<RunExecutor>()
            .RunAsync(run.Item, null, stop));
    }

    private sealed class SkewedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
