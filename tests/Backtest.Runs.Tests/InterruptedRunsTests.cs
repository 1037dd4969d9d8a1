using Backtest.Storage;
using Backtest.Testing;
using Backtest.Testing.Storage;

namespace Backtest.Runs.Tests;

public sealed class InterruptedRunsTests
{
    private const string Grid = """{ "horizon": 2, "windows": 1, "seasonLength": 4, "baselines": ["naive"], "theta": {} }""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_found_until_it_is_over_or_stopped()
    {
        using var bench = new Workbench();
        var interrupted = new InterruptedRuns(bench.Store);
        var run = await bench.PlanAsync(Workbench.Values(), Grid);
        Assert.Equal([run.Key], await FindAsync(interrupted));
        Assert.Empty(await interrupted.FindAsync(key => key == run.Key, withFailed: true, Stop).ToListAsync(Stop));

        await bench.Marks.FailAsync(run.Key, "It failed.", Stop);
        Assert.Empty(await FindAsync(interrupted));
        Assert.False(await interrupted.ContainAsync(run.Key, Stop));
        Assert.Equal([run.Key], await FindAsync(interrupted, withFailed: true));
        await bench.Marks.ClearAsync(run.Key, Stop);
        await bench.Marks.CancelAsync(run.Key, null, Stop);
        Assert.Empty(await FindAsync(interrupted, withFailed: true));
        await bench.Marks.ClearAsync(run.Key, Stop);
        Assert.Equal([run.Key], await FindAsync(interrupted));
        Assert.True(await interrupted.ContainAsync(run.Key, Stop));

        await bench.Executor.RunAsync(run, null, Stop);
        Assert.Empty(await FindAsync(interrupted, withFailed: true));
        Assert.False(await interrupted.ContainAsync(run.Key, Stop));
    }

    [Fact]
    public async Task A_run_that_is_ranked_and_not_published_is_found()
    {
        using var bench = new Workbench();
        var run = await bench.PlanAsync(Workbench.Values(), Grid);
        await bench.Executor.RunAsync(run, null, Stop);
        await bench.Store.DeleteAsync(BlobLayout.Latest("demo"), Stop);

        Assert.Equal([run.Key], await FindAsync(new InterruptedRuns(bench.Store)));
    }

    [Fact]
    public async Task A_look_reads_nothing_of_runs_that_were_over_before()
    {
        using var folder = new TemporaryFolder();
        var store = new CountingStore(new FolderBlobStore(folder.Path));
        using var bench = new Workbench(store: store);
        for (var k = 0; k < 5; k++)
        {
            await bench.Executor.RunAsync(await bench.PlanAsync(Workbench.Values(40 + k), Grid, $"done-{k}"), null, Stop);
        }

        await bench.Store.WriteAsync(BlobLayout.Series("refused"), "nonsense"u8.ToArray(), Stop);
        Assert.NotNull((await bench.Planning.RunAsync("refused", Stop))!.Problem);
        var interrupted = new InterruptedRuns(store);
        Assert.Empty(await FindAsync(interrupted));

        store.Reads = 0;
        Assert.Empty(await FindAsync(interrupted));
        Assert.Equal(0, store.Reads);

        var run = await bench.PlanAsync(Workbench.Values(60), Grid, "done-3");
        Assert.Equal([run.Key], await FindAsync(interrupted));
    }

    private static async Task<List<RunKey>> FindAsync(InterruptedRuns interrupted, bool withFailed = false) =>
        await interrupted.FindAsync(_ => false, withFailed, Stop).Select(run => run.Key).ToListAsync(Stop);

    private sealed class CountingStore(IBlobStore store) : ForwardingStore(store)
    {
        public int Reads { get; set; }

        public override Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken)
        {
            Reads++;
            return base.ReadAsync(path, cancellationToken);
        }

        public override Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken)
        {
            Reads++;
            return base.FindAsync(path, cancellationToken);
        }
    }
}
