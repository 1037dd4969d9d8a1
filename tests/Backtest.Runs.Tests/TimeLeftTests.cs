using Backtest.Runs.Inspections;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class TimeLeftTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Trials_of_milliseconds_say_nothing_of_42_seconds() =>

        // They took a fiftieth of the planned time.
        Assert.Equal(42, TimeLeft.Seconds(42, 0.0005, 0.00001), 0.01);

    [Theory]
    [InlineData(0.2)]
    [InlineData(3)]
    public void The_more_is_behind_the_measured_speed_the_more_it_counts(double ratio)
    {
        double Of(double planned) => TimeLeft.Seconds(1, planned, ratio * planned);

        Assert.Equal(1, Of(0));
        Assert.Equal((1 + ratio) / 2, Of(TimeLeft.PriorSeconds), 1e-12);
        Assert.Equal(ratio, Of(1e6), 1e-4);
        var steps = Enumerable.Range(0, 100).Select(planned => Math.Abs(Of(planned) - ratio)).ToList();
        Assert.Equal(steps.OrderDescending(), steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7.5)]
    public void At_the_planned_speed_what_is_left_is_left_as_planned(double planned) =>
        Assert.Equal(5, TimeLeft.Seconds(5, planned, planned), 1e-12);

    [Fact]
    public async Task Inspection_and_status_say_what_the_plan_says()
    {
        var run = await _bench.PlanAsync();
        var inspector = new Inspector(_bench.Planning, _bench.Options, TimeProvider.System);
        var outline = (await inspector.InspectAsync(
            "demo", Workbench.Csv(), async () => (await _bench.Planning.ReadGridAsync("demo", Stop)).Grid, Stop)).Plan!;

        var status = (await _bench.Catalog.StatusAsync(run.Key, Stop))!;

        Assert.Equal((outline.Trials, outline.Seconds), (status.Total, status.PlannedSeconds));
        Assert.Equal(outline.Seconds, status.EstimatedSecondsLeft!.Value, 1e-9);
        Assert.Equal(outline.Seconds, outline.Families.Sum(family => family.Seconds), 1e-9);

        // Up to the end, on any machine.
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;
        Assert.Equal(outline.Seconds, leaderboard.PlannedSeconds);
        Assert.Equal(outline.Seconds, (await _bench.Catalog.StatusAsync(run.Key, Stop))!.PlannedSeconds);
    }

    public void Dispose() => _bench.Dispose();
}
