using Backtest.Core.Planning;
using Backtest.Runs.Inspections;
using Backtest.Testing;

namespace Backtest.Runs.Tests.Inspections;

public sealed class InspectorTests : IDisposable
{
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
