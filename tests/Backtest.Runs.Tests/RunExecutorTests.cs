using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class RunExecutorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_gives_way_again_and_again_ends_as_one_that_does_not()
    {
        using var undisturbed = new Workbench();
        var expected = await undisturbed.PlanAsync();
        await undisturbed.Executor.RunAsync(expected, null, Stop);
        using var bench = new Workbench();
        var run = await bench.PlanAsync();
        var over = RunExecutor.NoneOver(run);
        Assert.False(await bench.Executor.TryRunAsync(run, over, new CancellationToken(true), Stop));
        Assert.Empty(bench.TrialLines);

        var times = 0;
        for (var isOver = false; !isOver; times++)
        {
            using var giveWay = new CancellationTokenSource(TimeSpan.FromMilliseconds(20 * (times + 1)));
            isOver = await bench.Executor.TryRunAsync(run, over, giveWay.Token, Stop);
        }

        Assert.Equal(await undisturbed.SnapshotAsync(expected.Key), await bench.SnapshotAsync(run.Key));
        Assert.Equal(bench.TrialLines.Count, bench.TrialLines.Distinct().Count());
        Assert.All(over, Assert.True);
    }
}
