using System.Collections.Concurrent;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Backtest.Testing.Storage;

namespace Backtest.Runs.Tests;

public sealed class RunCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReadCounts _store;
    private readonly Workbench _bench;

    public RunCatalogTests()
    {
        _store = new ReadCounts(new FolderBlobStore(_folder.Path));
        _bench = new Workbench(store: _store);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_that_were_cancelled_or_failed_are_listed_with_their_state()
    {
        var cancelled = await _bench.PlanAsync();
        await _bench.Marks.CancelAsync(cancelled.Key, null, Stop);
        var failed = await _bench.PlanAsync(count: 61);
        await _bench.Marks.FailAsync(failed.Key, "The disk is full.", Stop);

        var summary = (await _bench.Catalog.SummaryAsync("demo", Stop))!;

        Assert.Equal(
            [(failed.Key.Run, RunState.Failed), (cancelled.Key.Run, RunState.Cancelled)], summary.Runs.Select(run => (run.Run, run.State)));
        Assert.Null(summary.PublishedRun);
    }

    [Fact]
    public async Task Trials_of_a_stopped_run_are_counted_once_and_forgotten()
    {
        var run = await _bench.PlanAsync();
        await _bench.Work.RunBatchAsync(run.Key, 0, null, CancellationToken.None, Stop);
        _store.Counts.Clear();
        var running = await StatusAsync(run);
        await StatusAsync(run);
        Assert.Equal(1, _store.Counts.Values.Distinct().Single());
        Assert.Equal(_store.Counts.Count, running.Done + running.Failed);

        await _bench.Marks.CancelAsync(run.Key, null, Stop);
        var cancelled = await StatusAsync(run);
        Assert.Equal(
            (RunState.Cancelled, running.Done, running.Failed, running.Best),
            (cancelled.State, cancelled.Done, cancelled.Failed, cancelled.Best));
        Assert.Equal(1, _store.Counts.Values.Distinct().Single());

        // A run that ends after the mark counts too. A forgotten one is read once more.
        await _bench.Work.RunBatchAsync(run.Key, 1, null, CancellationToken.None, Stop);
        _store.Counts.Clear();
        var later = await StatusAsync(run);
        Assert.Equal(later, await StatusAsync(run) with { ElapsedSeconds = later.ElapsedSeconds });
        Assert.True(later.Done > running.Done);
        Assert.Equal((later.Done + later.Failed, 1), (_store.Counts.Count, _store.Counts.Values.Distinct().Single()));
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    private async Task<RunStatus> StatusAsync(PlannedRun run) =>
        (await _bench.Catalog.StatusAsync(run.Key, Stop))! with { Protocol = null, Reasons = null };

    // The number of reads of each trial's result.
    private sealed class ReadCounts(IBlobStore store) : ForwardingStore(store)
    {
        public ConcurrentDictionary<string, int> Counts { get; } = new();

        public override Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken)
        {
            if (path.Contains("/trials/", StringComparison.Ordinal))
            {
                Counts.AddOrUpdate(path, 1, (_, count) => count + 1);
            }

            return base.ReadAsync(path, cancellationToken);
        }
    }
}
