using System.Text;
using Backtest.Cli.Hosting;
using Backtest.FaultTests.Harness;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>Blobs of a finished run that are changed or removed at random, and computed again.</summary>
public sealed class DamageTests(FaultTable table)
{
    private readonly Random _random = new(Effort.Seed);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_as_undisturbed_once_it_is_repaired()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderBlobStore(folder.Path);
        var expected = await SmallRun.UndisturbedAsync(store);
        for (var k = 0; k < Effort.Of(10, 300); k++)
        {
            var damaged = await DamageAsync(store, leavesTrace: true);
            using var bench = new Workbench(store: store);
            await bench.Repairer.RunAsync(dryRun: false, Stop);
            table.Add("blobs changed or removed, repaired", damaged, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    [Fact]
    public async Task A_run_is_as_undisturbed_once_it_is_started_again()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderBlobStore(folder.Path);
        var expected = await SmallRun.UndisturbedAsync(store);
        await using var app = EmbeddedHost.Create(store, "http://127.0.0.1:0", null, new BacktestOptions { PollSeconds = 3600 });
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        for (var k = 0; k < Effort.Of(5, 100); k++)
        {
            var damaged = await DamageAsync(store, leavesTrace: false);
            using var answer = await http.PostAsync(
                $"api/series/{SmallRun.Name}/backtests", new StringContent(SmallRun.Grid, Encoding.UTF8, "application/json"), Stop);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
            await HostRun.WaitAsync(store);
            table.Add("blobs changed or removed, started again", damaged, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }

        await app.StopAsync(Stop);
    }

    // One to five of the blobs that follow from plan and values. A run with neither a leaderboard nor a pointer to it looks interrupted:
    // a host resumes it instead of repairing it.
    private async Task<int> DamageAsync(FolderBlobStore store, bool leavesTrace)
    {
        var blobs = await store.ListAsync(BlobLayout.Backtests, Stop)
            .Where(blob => !blob.Path.EndsWith("/plan.json", StringComparison.Ordinal)
                && !blob.Path.EndsWith("/series.json", StringComparison.Ordinal)
                && !blob.Path.EndsWith("/asked.json", StringComparison.Ordinal))
            .ToArrayAsync(Stop);
        _random.Shuffle(blobs);
        var damaged = blobs[.._random.Next(1, 6)];
        if (leavesTrace && damaged.Any(blob => blob.Path.EndsWith("/leaderboard.json", StringComparison.Ordinal)))
        {
            damaged = [.. damaged.Where(blob => !blob.Path.EndsWith("/latest.json", StringComparison.Ordinal))];
        }

        foreach (var blob in damaged)
        {
            var content = (await store.ReadAsync(blob.Path, Stop))!.Content.ToArray();
            if (_random.Next(2) == 0)
            {
                await store.DeleteAsync(blob.Path, Stop);
            }
            else
            {
                content[_random.Next(content.Length)] ^= (byte)(1 << _random.Next(8));
                await store.WriteAsync(
                    blob.Path, content.AsMemory(0, _random.Next(2) == 0 ? content.Length : _random.Next(content.Length)), Stop);
            }
        }

        return damaged.Length;
    }
}
