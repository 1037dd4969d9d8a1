using Backtest.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Runs.Tests;

public sealed class FairCoresTests
{
    private static readonly RunKey Old = CoreSimulation.Key("old");
    private static readonly RunKey New = CoreSimulation.Key("new");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_run_that_has_had_least_goes_before_those_that_asked_earlier()
    {
        var clock = new FakeTimeProvider();
        var cores = new FairCores(1, clock);
        var first = await cores.TakeAsync(Old, 1, Stop);
        var second = cores.TakeAsync(Old, 1, Stop);
        clock.Advance(TimeSpan.FromSeconds(60));
        var third = cores.TakeAsync(New, 1, Stop);

        first.Dispose();
        first.Dispose();
        var given = await third;
        Assert.False(second.IsCompleted);
        given.Dispose();
        (await second).Dispose();
        Assert.Null(cores.Of(Old));
        Assert.Null(cores.Of(New));
    }

    [Fact]
    public async Task Planning_waits_for_no_trial_and_no_trial_begins_until_its_core_is_back()
    {
        var cores = new FairCores(2, new FakeTimeProvider());
        var (first, second) = (await cores.TakeAsync(Old, 1, Stop), await cores.TakeAsync(Old, 1, Stop));
        var planning = cores.Borrow();
        var third = cores.TakeAsync(New, 1, Stop);

        first.Dispose();
        Assert.False(third.IsCompleted);
        planning.Dispose();
        planning.Dispose();
        (await third.WaitAsync(Patience, Stop)).Dispose();

        // Both cores are free again, and no more.
        second.Dispose();
        var all = await cores.TakeAsync(Old, 2, Stop);
        var more = cores.TakeAsync(New, 1, Stop);
        Assert.False(more.IsCompleted);
        all.Dispose();
        (await more.WaitAsync(Patience, Stop)).Dispose();
    }

    [Fact]
    public async Task Among_equals_the_order_of_asking_counts()
    {
        var cores = new FairCores(1, new FakeTimeProvider());
        var held = await cores.TakeAsync(Old, 1, Stop);
        var waiting = Enumerable.Range(0, 20).Select(k => cores.TakeAsync(CoreSimulation.Key($"run-{k * 7 % 20}"), 1, Stop)).ToList();
        foreach (var task in waiting)
        {
            held.Dispose();
            held = await task.WaitAsync(Patience, Stop);
        }

        held.Dispose();
    }

    [Fact]
    public async Task Among_equals_the_one_with_least_at_work_goes_first()
    {
        var cores = new FairCores(2, new FakeTimeProvider());
        var (first, second) = (await cores.TakeAsync(Old, 1, Stop), await cores.TakeAsync(Old, 1, Stop));
        var (third, fresh) = (cores.TakeAsync(Old, 1, Stop), cores.TakeAsync(New, 1, Stop));

        first.Dispose();
        (await fresh.WaitAsync(Patience, Stop)).Dispose();
        (await third).Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task Threads_count_all_and_take_the_cores_that_no_other_run_waits_for()
    {
        var clock = new FakeTimeProvider();
        var cores = new FairCores(4, clock);
        var shared = await cores.TakeAsync(Old, 4, Stop);
        var beside = cores.TakeAsync(New, 1, Stop);
        Assert.False(beside.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(12, cores.Of(Old)!.Value.CoreSeconds, 1e-6);

        var again = cores.TakeAsync(Old, 4, Stop);
        shared.Dispose();
        (await beside).Dispose();
        (await again).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_forgotten()
    {
        var cores = new FairCores(1, new FakeTimeProvider());
        using var held = await cores.TakeAsync(Old, 1, Stop);
        using var patience = new CancellationTokenSource();
        var waiting = cores.TakeAsync(New, 1, patience.Token);
        Assert.NotNull(cores.Of(New));
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Null(cores.Of(New));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 8)]
    [InlineData(4, 40)]
    public async Task A_new_run_waits_for_the_end_of_one_trial_and_then_for_none_however_many_long_runs_there_are(int cores, int runs)
    {
        const double LongestTrial = 60;
        var random = new Random(17 + cores);
        var simulation = new CoreSimulation(cores);
        for (var round = 0; round <= cores; round++)
        {
            foreach (var run in Enumerable.Range(0, runs))
            {
                await simulation.AskAsync($"long-{run}", LongestTrial * random.NextDouble());
            }
        }

        for (var k = 0; k < 5; k++)
        {
            // By the first time, each of the long runs has had a core.
            var came = simulation.Now + (LongestTrial * runs / cores) + (200 * random.NextDouble());
            while (await simulation.NextAsync(came) is { } piece)
            {
                await simulation.AskAsync(piece.Run, LongestTrial * random.NextDouble());
            }

            var seconds = 0.0;
            for (var trial = 0; trial < 30; trial++)
            {
                seconds += 0.1;
                await simulation.AskAsync($"short-{k}", 0.1);
            }

            for (var left = 30; left > 0;)
            {
                var piece = (await simulation.NextAsync())!;
                if (piece.Run == $"short-{k}")
                {
                    left--;
                }
                else
                {
                    await simulation.AskAsync(piece.Run, LongestTrial * random.NextDouble());
                }
            }

            Assert.InRange(simulation.Now - came, 0, LongestTrial + seconds + 1e-3);
        }
    }

    [Theory]
    [InlineData(1, 100, 0.03)]
    [InlineData(2, 100, 0.03)]
    [InlineData(2, 30, 0.1)]
    public async Task A_run_of_three_seconds_that_starts_together_with_two_of_trials_of_four_ends_within_ten(
        int cores, int trials, double secondsOfEach)
    {
        var simulation = new CoreSimulation(cores);
        var (asked, over) = (0, 0);

        // Each run wants all cores, and when a piece ends it requests the next before it releases the core.
        for (var k = 0; k < cores; k++)
        {
            await simulation.AskAsync("long-1", 4);
            await simulation.AskAsync("long-2", 4);
            await simulation.AskAsync("short", secondsOfEach);
            asked++;
        }

        while (over < trials)
        {
            await simulation.NextAsync(atEnd: async piece =>
            {
                if (piece.Run != "short")
                {
                    await simulation.AskAsync(piece.Run, 4);
                    return;
                }

                over++;
                if (asked++ < trials)
                {
                    await simulation.AskAsync("short", secondsOfEach);
                }
            });
        }

        Assert.InRange(simulation.Now, 0, cores == 1 ? 4 + 4 + 3 + 1e-6 : 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(30)]
    public async Task An_old_run_has_its_turn_however_many_new_runs_come(int piecesOfEach)
    {
        var simulation = new CoreSimulation(1);
        await simulation.AskAsync("old", 60);
        await simulation.AskAsync("old", 60);
        for (var k = 0; k < 5; k++)
        {
            await simulation.AskAsync($"new-{k}", 1);
        }

        // A new run arrives as soon as one ends; together they want more cores than exist.
        var (had, left, came) = (0.0, new Dictionary<string, int>(), 5);
        while (simulation.Now < 5_000)
        {
            var piece = (await simulation.NextAsync())!;
            if (piece.Run == "old")
            {
                had += piece.Seconds;
                await simulation.AskAsync("old", 60);
            }
            else if ((left[piece.Run] = left.GetValueOrDefault(piece.Run, piecesOfEach) - 1) > 0)
            {
                await simulation.AskAsync(piece.Run, 1);
            }
            else
            {
                await simulation.AskAsync($"new-{came++}", 1);
            }
        }

        // One run of six.
        Assert.InRange(had, 5_000 / 6 / 2, 5_000 / 6 * 2);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 5)]
    [InlineData(3, 20)]
    public async Task Runs_that_always_want_more_have_the_same_but_for_the_longest_trial(int cores, int runs)
    {
        var random = new Random(5 + runs);
        var simulation = new CoreSimulation(cores);
        var had = Enumerable.Range(0, runs).ToDictionary(run => $"run-{run}", _ => 0.0);
        for (var round = 0; round < cores + 1; round++)
        {
            foreach (var run in had.Keys)
            {
                await simulation.AskAsync(run, 10 * random.NextDouble());
            }
        }

        for (var k = 0; k < 500; k++)
        {
            var piece = (await simulation.NextAsync())!;
            had[piece.Run] += piece.Seconds;
            Assert.InRange(had.Values.Max() - had.Values.Min(), 0, 10 * (cores + 1));
            await simulation.AskAsync(piece.Run, 10 * random.NextDouble());
        }
    }

    [Fact]
    public async Task A_run_that_asked_for_nothing_for_long_does_not_have_all_cores_for_as_long()
    {
        var clock = new FakeTimeProvider();
        var cores = new FairCores(1, clock);
        using var idle = cores.Join(New);
        using var present = cores.Join(Old);
        for (var k = 0; k < 100; k++)
        {
            using var core = await cores.TakeAsync(Old, 1, Stop);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        var held = await cores.TakeAsync(Old, 1, Stop);
        var (waiting, again) = (cores.TakeAsync(New, 1, Stop), cores.TakeAsync(Old, 1, Stop));
        clock.Advance(TimeSpan.FromSeconds(10));
        held.Dispose();
        held = await waiting;
        var more = cores.TakeAsync(New, 1, Stop);
        clock.Advance(TimeSpan.FromSeconds(25));
        held.Dispose();
        (await again.WaitAsync(Patience, Stop)).Dispose();
        (await more).Dispose();
    }
}
