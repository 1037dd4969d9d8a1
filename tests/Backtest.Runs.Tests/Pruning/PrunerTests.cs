using Backtest.Core.Models;
using Backtest.Runs.Pruning;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Pruning;

public sealed class PrunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Workbench _bench;

    public PrunerTests() => _bench = new Workbench(store: new FolderBlobStore(_folder.Path));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_finished_run_refers_to_stays()
    {
        await _bench.Executor.RunAsync(await _bench.PlanAsync(), null, Stop);
        var before = await PathsAsync();

        Assert.Empty(await PruneAsync(TimeSpan.Zero, keep: 1));

        Assert.Equal(before, await PathsAsync());
    }

    [Fact]
    public async Task What_kills_leave_behind_goes_and_what_is_not_ours_stays()
    {
        var planned = await _bench.PlanAsync();
        await _bench.Executor.RunAsync(planned, null, Stop);
        var run = planned.Key;
        var trial = (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run), Stop))!.Trials[0].Id;
        var lost = RunKey.Parse("demo", "0123456789abcdef");
        (string Path, PruneReason Reason)[] orphans =
        [
            (BlobLayout.Values(lost), PruneReason.NoPlan),
            (BlobLayout.Trial(lost, trial), PruneReason.NoPlan),
            (BlobLayout.Owner(run), PruneReason.NoOwner),
            (BlobLayout.Model(run, TrialId.Parse("arima-0000000000")), PruneReason.NoResult),
            (BlobLayout.Network(BlobLayout.Model(run, TrialId.Parse("lstm-0000000000"))), PruneReason.NoResult),
            (BlobLayout.FinalModel(run, TrialId.Parse("arima-0000000000")), PruneReason.NoResult),
        ];
        string[] others = [$"{BlobLayout.Folder(run)}notes.txt", $"{BlobLayout.Runs("demo")}readme.md", BlobLayout.Grid("alone")];
        foreach (var path in orphans.Select(orphan => orphan.Path).Concat(others))
        {
            await _bench.Store.WriteAsync(path, "{}"u8.ToArray(), Stop);
        }

        var cutOff = Path.Combine(_folder.Path, "backtests", "demo", ".partial-0123");
        File.WriteAllText(cutOff, "half");

        var pruned = await PruneAsync(TimeSpan.Zero);

        Assert.Equal(
            orphans.Append(("backtests/demo/.partial-0123", PruneReason.CutOff)).OrderBy(orphan => orphan.Item1, StringComparer.Ordinal),
            pruned.Select(blob => (blob.Path, blob.Reason)).OrderBy(orphan => orphan.Path, StringComparer.Ordinal));
        Assert.False(File.Exists(cutOff));
        var left = await PathsAsync();
        Assert.All(orphans, orphan => Assert.DoesNotContain(orphan.Path, left));
        Assert.Equal(2, others.Count(left.Contains));
        Assert.NotNull(await _bench.Store.FindAsync(others[2], Stop));
    }

    [Fact]
    public async Task A_run_in_progress_stays_and_goes_on()
    {
        var run = await _bench.PlanAsync();
        await _bench.Work.RunBatchAsync(run.Key, 0, null, CancellationToken.None, Stop);
        await _bench.Store.WriteAsync(BlobLayout.Model(run.Key, TrialId.Parse("arima-0000000000")), "{}"u8.ToArray(), Stop);

        Assert.Empty(await PruneAsync(TimeSpan.FromHours(1), keep: 0));

        // Interrupted for good, it loses blobs without a result, and can still be resumed.
        Assert.Equal(
            BlobLayout.Model(run.Key, TrialId.Parse("arima-0000000000")),
            Assert.Single(await PruneAsync(TimeSpan.Zero, keep: 0)).Path);
        await _bench.Executor.RunAsync(run, null, Stop);
        Assert.Equal(RunState.Done, (await _bench.Catalog.StatusAsync(run.Key, Stop))!.State);
    }

    [Fact]
    public async Task Superseded_runs_go_but_never_the_published_one()
    {
        var runs = new List<PlannedRun>();
        foreach (var count in new[] { 60, 61, 62 })
        {
            runs.Add(await _bench.PlanAsync(count: count));
            await _bench.Executor.RunAsync(runs[^1], null, Stop);
        }

        // The oldest is published again, as by uploading it again.
        await _bench.Executor.RunAsync(await _bench.PlanAsync(), null, Stop);

        var wouldGo = await PruneAsync(TimeSpan.Zero, keep: 1, dryRun: true);
        Assert.Equal(3, await _bench.Store.ListFoldersAsync(BlobLayout.Runs("demo"), Stop).CountAsync(Stop));
        var gone = await PruneAsync(TimeSpan.Zero, keep: 1);

        Assert.Equal(wouldGo, gone);
        Assert.All(gone, blob => Assert.StartsWith(BlobLayout.Folder(runs[1].Key), blob.Path));
        Assert.Equal(BlobLayout.Plan(runs[1].Key), gone[0].Path);
        Assert.Equal(
            new string[] { runs[0].Key.Run, runs[2].Key.Run }.Order(StringComparer.Ordinal),
            await _bench.Store.ListFoldersAsync(BlobLayout.Runs("demo"), Stop).ToListAsync(Stop));
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    private async Task<IReadOnlyList<PrunedBlob>> PruneAsync(TimeSpan minAge, int? keep = null, bool dryRun = false) =>
        await new Pruner(_bench.Store, TimeProvider.System).RunAsync(new PruneRequest(minAge, keep, dryRun), Stop);

    private async Task<List<string>> PathsAsync() =>
        await _bench.Store.ListAsync(BlobLayout.Backtests, Stop).Select(blob => blob.Path).ToListAsync(Stop);
}
