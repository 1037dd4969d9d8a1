using Backtest.Storage;
using Backtest.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Runs.Tests;

public sealed class RunTurnsTests : IDisposable
{
    private static readonly RunKey Long = CoreSimulation.Key("long");
    private static readonly RunKey Short = CoreSimulation.Key("short");

    private readonly FakeTimeProvider _clock = new();
    private readonly FairCores _cores;
    private readonly List<IDisposable> _present = [];
    private readonly List<RunKey> _order = [];

    public RunTurnsTests() => _cores = new FairCores(1, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_has_had_a_slice_gives_way_to_one_that_waits_and_has_another_turn_after_it()
    {
        var turns = new RunTurns(1, _cores);
        Join(Long);
        var first = await turns.TakeAsync(Long, Stop);
        await WorkAsync(Long, 60);
        Assert.False(first.GiveWay.IsCancellationRequested);

        Join(Short);
        var waiting = turns.TakeAsync(Short, Stop);
        Assert.True(first.GiveWay.IsCancellationRequested);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        var second = await waiting;
        var again = turns.TakeAsync(Long, Stop);
        await WorkAsync(Short, RunTurns.Slice - 1);
        Assert.False(second.GiveWay.IsCancellationRequested);
        Assert.False(again.IsCompleted);
        second.Dispose();
        (await again).Dispose();
    }

    [Fact]
    public async Task A_run_is_asked_to_give_way_before_its_next_trial_begins()
    {
        var turns = new RunTurns(1, _cores);
        Join(Long);
        using var turn = await turns.TakeAsync(Long, Stop);
        var trial = await _cores.TakeAsync(Long, 1, Stop);
        var next = _cores.TakeAsync(Long, 1, turn.GiveWay);
        Join(Short);
        var waiting = turns.TakeAsync(Short, Stop);
        Assert.False(turn.GiveWay.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromSeconds(RunTurns.Slice));
        trial.Dispose();

        Assert.True(turn.GiveWay.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task The_run_that_has_had_least_has_the_next_turn_and_among_equals_the_one_that_asked_first()
    {
        var turns = new RunTurns(1, _cores);
        var keys = Enumerable.Range(0, 4).Select(k => CoreSimulation.Key($"run-{k}")).ToList();
        keys.ForEach(Join);
        await WorkAsync(keys[0], 5);
        Join(Long);
        var held = await turns.TakeAsync(Long, Stop);
        foreach (var key in keys)
        {
            _ = EndAsync(turns, key);
        }

        Assert.Equal(1, turns.Held);
        held.Dispose();
        await WaitAsync(() => _order.Count == keys.Count);
        Assert.Equal([keys[1], keys[2], keys[3], keys[0]], _order);
    }

    [Fact]
    public async Task A_run_at_work_is_asked_after_those_that_wait_for_a_core()
    {
        var turns = new RunTurns(2, _cores);
        var other = CoreSimulation.Key("other");
        Join(Long);
        Join(other);
        using var first = await turns.TakeAsync(Long, Stop);
        using var second = await turns.TakeAsync(other, Stop);
        await WorkAsync(other, 20);
        using var trial = await _cores.TakeAsync(Long, 1, Stop);
        _clock.Advance(TimeSpan.FromSeconds(100));

        Join(Short);
        _ = turns.TakeAsync(Short, Stop);

        Assert.False(first.GiveWay.IsCancellationRequested);
        Assert.True(second.GiveWay.IsCancellationRequested);
    }

    public void Dispose() => _present.ForEach(presence => presence.Dispose());

    private void Join(RunKey run) => _present.Add(_cores.Join(run));

    private async Task WorkAsync(RunKey run, double seconds)
    {
        using var core = await _cores.TakeAsync(run, 1, Stop);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private async Task EndAsync(RunTurns turns, RunKey run)
    {
        using var turn = await turns.TakeAsync(run, Stop);
        _order.Add(run);
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        for (var patience = new Patience(); patience.IsLeft && !isSo();)
        {
            await Task.Delay(10, Stop);
        }
    }
}
