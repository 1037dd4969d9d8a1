using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Runs.Pruning;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Backtest.Testing.Storage;

namespace Backtest.Runs.Tests.Deletions;

public sealed class DeleterTests : IDisposable
{
    private const string Grid = """{ "horizon": 2, "windows": 1, "seasonLength": 4, "baselines": ["naive"], "theta": {} }""";

    private readonly TemporaryFolder _folder = new();
    private readonly Workbench _bench;

    public DeleterTests() => _bench = Bench();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_with_all_that_is_stored_of_it_and_its_upload_does_not_start_it_again()
    {
        var first = await RunAsync(40);
        var second = await RunAsync(41);
        await _bench.Store.WriteAsync($"{BlobLayout.Folder(second)}notes.txt", "mine"u8.ToArray(), Stop);

        Assert.True(await _bench.Deleter.DeleteRunAsync(second, withPublished: true, null, Stop));

        Assert.Equal([$"{BlobLayout.Folder(second)}notes.txt"], await PathsAsync(BlobLayout.Folder(second)));
        Assert.Equal(first.Run, (await _bench.Catalog.SummaryAsync("demo", Stop))!.PublishedRun);
        Assert.Equal(RunState.Done, (await _bench.Catalog.StatusAsync(first, Stop))!.State);
        using (var restarted = Bench())
        {
            Assert.Null(await restarted.Planning.RunAsync("demo", Stop));
        }

        // Uploading the same content again requests the run again.
        var again = await _bench.PlanAsync(Workbench.Values(41), Grid);
        Assert.Equal((second, true), (again.Key, again.IsNewRequest));
        await _bench.Executor.RunAsync(again, null, Stop);
        Assert.Equal(second.Run, (await _bench.Catalog.SummaryAsync("demo", Stop))!.PublishedRun);
        Assert.NotNull(await _bench.Planning.RunAsync("demo", Stop));
    }

    [Fact]
    public async Task What_is_published_goes_only_where_that_is_said_and_another_one_without()
    {
        var first = await RunAsync(40);
        var second = await RunAsync(41);
        var before = await PathsAsync("");

        var ofRun = await Assert.ThrowsAsync<InputException>(() => _bench.Deleter.DeleteRunAsync(second, false, null, Stop));
        var ofUpload = await Assert.ThrowsAsync<InputException>(
            () => _bench.Deleter.DeleteUploadAsync(SeriesName.Parse("demo"), false, null, Stop));

        Assert.Equal((true, true), (ofRun.IsConflict, ofUpload.IsConflict));
        Assert.Equal(before, await PathsAsync(""));
        Assert.True(await _bench.Deleter.DeleteRunAsync(first, withPublished: false, null, Stop));
        Assert.False(await _bench.Deleter.DeleteRunAsync(first, withPublished: false, null, Stop));
        Assert.Equal(second.Run, (await _bench.Catalog.SummaryAsync("demo", Stop))!.PublishedRun);
    }

    [Fact]
    public async Task A_run_in_progress_is_cancelled_and_a_refused_one_does_not_come_back()
    {
        var run = await _bench.PlanAsync();
        await _bench.Work.RunBatchAsync(run.Key, 0, null, CancellationToken.None, Stop);
        Assert.True(await _bench.Deleter.DeleteRunAsync(run.Key, withPublished: false, null, Stop));
        Assert.Empty(await PathsAsync(BlobLayout.Folder(run.Key)));

        await _bench.Store.WriteAsync(BlobLayout.Series("bad"), "nonsense"u8.ToArray(), Stop);
        var refused = await _bench.Planning.RunAsync("bad", Stop);
        Assert.True(await _bench.Deleter.DeleteRunAsync(refused!.Key, withPublished: false, null, Stop));
        await _bench.Planning.RunAsync("bad", Stop);
        Assert.Empty((await _bench.Catalog.SummaryAsync("bad", Stop))!.Runs);
    }

    [Fact]
    public async Task A_run_that_another_host_works_on_stays_until_that_host_is_silent()
    {
        var run = await _bench.PlanAsync(Workbench.Values(), Grid);
        await _bench.Store.WriteAsync(BlobLayout.Owner(run.Key), "{}"u8.ToArray(), Stop);

        var problem = await Assert.ThrowsAsync<InputException>(() => _bench.Deleter.DeleteRunAsync(run.Key, false, null, Stop));

        Assert.True(problem.IsConflict);
        Assert.Equal(RunState.Cancelled, (await _bench.Catalog.StatusAsync(run.Key, Stop))!.State);
        using var later = Bench(new BacktestOptions { OwnerSeconds = 1e-6 });
        Assert.True(await later.Deleter.DeleteRunAsync(run.Key, false, null, Stop));
    }

    [Fact]
    public async Task An_upload_goes_with_its_grid_and_its_runs_and_leaves_its_neighbours()
    {
        await RunAsync(40);
        await RunAsync(41);
        await _bench.Executor.RunAsync(await _bench.PlanAsync(Workbench.Values(40), Grid, "demo2"), null, Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("alone"), "{}"u8.ToArray(), Stop);
        var others = (await PathsAsync("")).Where(path => !path.Contains("demo/", StringComparison.Ordinal)
            && !path.Contains("demo.", StringComparison.Ordinal)).ToList();

        Assert.True(await _bench.Deleter.DeleteUploadAsync(SeriesName.Parse("demo"), withPublished: true, null, Stop));

        Assert.Equal(others, await PathsAsync(""));
        Assert.Null(await _bench.Catalog.SummaryAsync("demo", Stop));
        Assert.DoesNotContain("demo", await _bench.Catalog.NamesAsync(Stop));
        Assert.False(await _bench.Deleter.DeleteUploadAsync(SeriesName.Parse("demo"), withPublished: true, null, Stop));
        Assert.True(await _bench.Deleter.DeleteUploadAsync(SeriesName.Parse("alone"), withPublished: false, null, Stop));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Cut_off_at_any_operation_every_run_is_whole_or_gone_and_the_same_again_finishes(bool isPanel, bool isUpload)
    {
        var older = await FinishAsync(_bench, 40, isPanel);
        var newer = await FinishAsync(_bench, 41, isPanel);
        var operations = int.MaxValue;
        for (var n = 1; n <= operations; n += isPanel || isUpload ? 5 : 1)
        {
            using var folder = new TemporaryFolder();
            Copy(_folder.Path, folder.Path);
            var store = new FolderBlobStore(folder.Path);
            var cutOff = new CutOffStore(store, n);
            using (var stopped = new Workbench(store: cutOff))
            {
                try
                {
                    await DeleteAsync(stopped, newer, isUpload);
                    operations = cutOff.Operations;
                }
                catch (IOException)
                {
                    // The host stops here.
                }
            }

            using var restarted = new Workbench(store: store);
            var status = await restarted.Catalog.StatusAsync(newer, Stop);
            Assert.NotEqual(RunState.Running, status?.State);
            if (status is null)
            {
                Assert.NotEqual(newer.Run, (await restarted.Catalog.SummaryAsync("demo", Stop))?.PublishedRun);
            }

            Assert.DoesNotContain(
                newer,
                await new InterruptedRuns(restarted.Store).FindAsync(_ => false, true, Stop).Select(run => run.Key).ToListAsync(Stop));

            await DeleteAsync(restarted, newer, isUpload);
            if (isUpload)
            {
                Assert.Empty(await PathsAsync(store, ""));
            }
            else
            {
                Assert.Empty(await PathsAsync(store, BlobLayout.Folder(newer)));
                Assert.Equal(older.Run, (await restarted.Catalog.SummaryAsync("demo", Stop))!.PublishedRun);
                Assert.Empty(await new Pruner(store, TimeProvider.System).RunAsync(new PruneRequest(TimeSpan.Zero), Stop));
            }
        }

        Assert.InRange(operations, 20, 1_000);
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static Task<bool> DeleteAsync(Workbench bench, RunKey run, bool isUpload) => isUpload
        ? bench.Deleter.DeleteUploadAsync(run.Name, withPublished: true, null, Stop)
        : bench.Deleter.DeleteRunAsync(run, withPublished: true, null, Stop);

    private static async Task<RunKey> FinishAsync(Workbench bench, int count, bool isPanel)
    {
        var values = Workbench.Values(count);
        if (!isPanel)
        {
            var single = await bench.PlanAsync(values, Grid);
            await bench.Executor.RunAsync(single, null, Stop);
            return single.Key;
        }

        var csv = "unique_id,ds,y\n" + string.Concat(new[] { "a", "b" }.SelectMany(id => values.Select((value, t) =>
            $"{id},{1950 + t}-01-01,{value:R}\n")));
        await bench.Store.WriteAsync(BlobLayout.Series("demo"), Encoding.UTF8.GetBytes(csv), Stop);
        await bench.Store.WriteAsync(BlobLayout.Grid("demo"), Encoding.UTF8.GetBytes(Grid), Stop);
        var run = (await bench.Planning.RunAsync("demo", Stop))!;
        await bench.Executor.RunAsync(run, null, Stop);
        return run.Key;
    }

    private async Task<RunKey> RunAsync(int count) => await FinishAsync(_bench, count, isPanel: false);

    private Workbench Bench(BacktestOptions? options = null) => new(options, new FolderBlobStore(_folder.Path));

    private Task<List<string>> PathsAsync(string prefix) => PathsAsync(_bench.Store, prefix);

    private static async Task<List<string>> PathsAsync(IBlobStore store, string prefix) =>
        await store.ListAsync(prefix, Stop).Select(blob => blob.Path).Where(path => path != ".lock").ToListAsync(Stop);

    // Fails from one of its operations on, like the storage of a host that stops.
    private sealed class CutOffStore(IBlobStore store, int last) : ForwardingStore(store)
    {
        public int Operations { get; private set; }

        protected override void OnOperation(string path)
        {
            if (++Operations >= last)
            {
                throw new IOException("The host has ended.");
            }
        }
    }
}
