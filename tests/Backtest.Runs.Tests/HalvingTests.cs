using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class HalvingTests : IDisposable
{
    private const string Axes = """
        "seasonLength": 4, "horizon": 4, "windows": 2, "batchSeconds": 0.1,
        "lstm": { "lookBack": [4, 8, 12], "units": [2, 4, 8], "epochs": EPOCHS, "transforms": [["difference", "standardise"]] }
        """;

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_best_third_goes_on_and_has_the_numbers_of_the_full_grid()
    {
        var full = (await RunAsync("{" + Axes.Replace("EPOCHS", "[3, 9, 27]", StringComparison.Ordinal) + "}", "full")).Rows.ToDictionary(
            row => row.Trial);

        var leaderboard =
            await RunAsync("""{ "search": "halving",""" + Axes.Replace("EPOCHS", "27", StringComparison.Ordinal) + "}", "halving");

        var rows = leaderboard.Rows.Where(row => row.Spec is LstmSpec)
            .GroupBy(row => ((LstmSpec)row.Spec).Epochs)
            .ToDictionary(round => round.Key, round => round.ToList());
        Assert.Equal([9, 3, 1], new[] { 3, 9, 27 }.Select(epochs => rows[epochs].Count(row => row.Status == TrialStatus.Done)));
        Assert.Equal([0, 6, 8], new[] { 3, 9, 27 }.Select(epochs => rows[epochs].Count(row => row.Status == TrialStatus.Pruned)));
        foreach (var row in leaderboard.Rows.Where(row => row.Status == TrialStatus.Done))
        {
            Assert.Equal(full[row.Trial].Metrics, row.Metrics);
        }

        foreach (var epochs in new[] { 3, 9 })
        {
            // The best three, then the best one, of a round are those of the next.
            var best = rows[epochs]
                .Where(row => row.Rank is not null)
                .OrderBy(row => row.Rank)
                .Select(row => TrialIdentity.TrainingOf(row.Spec).ToString())
                .Take(epochs == 3 ? 3 : 1);
            Assert.Equal(best.Order(), rows[3 * epochs]
                .Where(row => row.Status == TrialStatus.Done)
                .Select(row => TrialIdentity.TrainingOf(row.Spec).ToString())
                .Order());
        }

        Assert.All(
            rows[27].Where(row => row.Status == TrialStatus.Pruned),
            row => Assert.Matches("Halving: number [2-9] of [39] after [39] epochs", row.Reason));
    }

    [Fact]
    public async Task A_run_cut_off_between_rounds_goes_on_and_ends_the_same()
    {
        var grid = """{ "search": { "method": "halving", "reduction": 2, "rounds": 2 },"""
            + Axes.Replace("EPOCHS", "4", StringComparison.Ordinal) + "}";
        var run = await _bench.PlanAsync(Workbench.Values(), grid);
        await _bench.Executor.RunAsync(run, null, Stop);
        var expected = await _bench.SnapshotAsync(run.Key);
        using var other = new Workbench();
        var again = await other.PlanAsync(Workbench.Values(), grid);
        for (var batch = 0; batch < again.Rounds[0]; batch++)
        {
            await other.Work.RunBatchAsync(again.Key, batch, null, CancellationToken.None, Stop);
        }

        await other.Work.RunBatchAsync(again.Key, again.Rounds[0], null, CancellationToken.None, Stop);
        await other.Executor.RunAsync(
            Assert.Single(await new InterruptedRuns(other.Store).FindAsync(_ => false, withFailed: true, Stop).ToListAsync(Stop)),
            null,
            Stop);

        Assert.Equal(expected, await other.SnapshotAsync(again.Key));
    }

    [Fact]
    public async Task The_status_counts_what_was_left_out()
    {
        var leaderboard =
            await RunAsync("""{ "search": "halving",""" + Axes.Replace("EPOCHS", "27", StringComparison.Ordinal) + "}", "demo");

        var status = (await _bench.Catalog.StatusAsync(RunKey.Parse("demo", leaderboard.Run), Stop))!;

        Assert.Equal(
            (14, status.Total, status.Total - 14),
            (status.Pruned, status.Done + status.Failed + status.Pruned, status.Done + status.Failed));
        Assert.True(status.PlannedSeconds > 0 && status.WorkSeconds > 0);
    }

    public void Dispose() => _bench.Dispose();

    private async Task<Leaderboard> RunAsync(string grid, string name) =>
        (await _bench.Executor.RunAsync(await _bench.PlanAsync(Workbench.Values(), grid, name), null, Stop)).Series!;
}
