using System.Text;
using Backtest.Core.Planning;
using Backtest.Runs.Inspections;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Inspections;

public sealed class InspectorTests : IDisposable
{
    private const string Theta = """{ "horizon": 3, "baselines": ["naive"], "theta": {} }""";

    private readonly Workbench _bench = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task It_ends_when_it_is_cancelled_before_the_values_are_read()
    {
        var inspector = new Inspector(_bench.Planning, _bench.Options, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => inspector.InspectAsync("x", Workbench.Csv(), CancelAsync, _stop.Token));

        async Task<Grid> CancelAsync()
        {
            await _stop.CancelAsync();
            return new Grid();
        }
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled_before_the_runs_are_planned()
    {
        var inspector = new Inspector(_bench.Planning, _bench.Options, new CancellingClock(_stop));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => inspector.InspectAsync("x", Workbench.Csv(), () => Task.FromResult(new Grid()), _stop.Token));
    }

    [Fact]
    public async Task The_expected_time_of_a_panel_has_its_start_and_the_completion_of_all_of_its_series()
    {
        // The trials alone are a matter of milliseconds.
        var alone = await PlanAsync(1, parallel: 1, Theta);
        var two = await PlanAsync(2, parallel: 1, Theta);
        var many = await PlanAsync(40, parallel: 1, Theta);

        Assert.True(two.ElapsedSeconds >= alone.ElapsedSeconds, $"{two.ElapsedSeconds} s for two, {alone.ElapsedSeconds} s for one.");

        // `backtest run` took 0.4 s of one core more for 40 such series than for 10.
        Assert.InRange((many.ElapsedSeconds - two.ElapsedSeconds) / 38, 0.4 / 60, 0.4 / 15);
        Assert.Equal(many.ElapsedSeconds / 2, (await PlanAsync(40, parallel: 2, Theta)).ElapsedSeconds, 1e-9);
    }

    [Fact]
    public async Task A_panel_takes_no_less_than_the_longest_training_of_a_network_that_its_series_share()
    {
        const string Shared = """
            { "horizon": 3, "lstm": { "scope": "panel", "level": "last", "lookBack": 6, "units": 32, "epochs": 500 } }
            """;
        var prepared = _bench.Planning.Prepare(
            "x", Panel(4), GridReader.Read(Encoding.UTF8.GetBytes(Shared)), default, TestContext.Current.CancellationToken);

        var plan = await PlanAsync(4, parallel: 1_000, Shared);

        Assert.Equal(prepared.Plan.Panel!.Global!.Trainings.Max(training => training.EstimatedSeconds), plan.ElapsedSeconds, 1e-9);
    }

    private async Task<PlanOutline> PlanAsync(int series, int parallel, string grid)
    {
        var inspector = new Inspector(_bench.Planning, _bench.Options with { ParallelTrials = parallel }, TimeProvider.System);
        var inspection = await inspector.InspectAsync(
            "x",
            Panel(series),
            () => Task.FromResult(GridReader.Read(Encoding.UTF8.GetBytes(grid))),
            TestContext.Current.CancellationToken);
        return inspection.Plan!;
    }

    private static byte[] Panel(int series) => Encoding.UTF8.GetBytes(
        "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, series).SelectMany(s =>
            Enumerable.Range(0, 60).Select(t => $"s{s},{1950 + t}-01-01,{100 + s + (t * 7 % 11)}\n"))));

    public void Dispose()
    {
        _stop.Dispose();
        _bench.Dispose();
    }

    // The clock is read between reading and planning.
    private sealed class CancellingClock(CancellationTokenSource stop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            stop.Cancel();
            return base.GetUtcNow();
        }
    }
}
