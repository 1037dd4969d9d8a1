using Backtest.Core.Problems;
using Backtest.Functions.Orchestration;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Tests.Orchestration;

/// <summary>The orchestrators on a real task hub in memory, with activities controlled by the tests.</summary>
public sealed class OrchestratorTests
{
    private static readonly RunKey Run = RunKey.Parse("demo", "0123456789abcdef");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Batches_of_all_rounds_run_once_and_one_round_after_the_other()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(3, 2), Stop);

        var run = await hub.RunAsync(Run, Stop);

        Assert.Equal(new BacktestOutcome(RunState.Done, "published"), run.ReadOutputAs<BacktestOutcome>());
        Assert.Equal([0, 1, 2, 3, 4], hub.Activities.BatchesRun.Order());
        Assert.All(hub.Activities.BatchesRun.Take(3), batch => Assert.InRange(batch, 0, 2));
    }

    [Fact(Timeout = 300_000)]
    public async Task More_than_a_hundred_batches_are_spread_over_orchestrations_of_their_own()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(120), Stop);

        var run = await hub.RunAsync(Run, Stop);

        Assert.Equal(RunState.Done, run.ReadOutputAs<BacktestOutcome>()!.State);
        Assert.Equal(Enumerable.Range(0, 120), hub.Activities.BatchesRun.Order());
        Assert.Equal([20, 100], hub.Activities.Groups.Values.Order());
    }

    [Fact(Timeout = 300_000)]
    public async Task A_completion_that_fails_for_good_is_not_tried_again_and_the_run_has_its_reason()
    {
        Exception[] failures =
        [
            new InputException("No.", null, "Yes."),
            new RunNotFoundException(Run),
            new RunFailedException("No trial could be scored."),
        ];
        foreach (var failure in failures)
        {
            await using var hub = await TaskHub.StartAsync(new Activities(1) { Completion = () => throw failure }, Stop);

            var run = await hub.RunAsync(Run, Stop);

            Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
            Assert.Equal(1, hub.Activities.Completions);
            Assert.Equal(failure.Message, Assert.Single(hub.Activities.Failed).Reason);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task An_event_cancels_a_run_and_waits_for_what_is_under_way()
    {
        var activities = new Activities(1) { UntilCancelled = true };
        await using var hub = await TaskHub.StartAsync(activities, Stop);
        await hub.StartAsync(Run, 24, Stop);
        await activities.Started.Task.WaitAsync(Stop);

        await hub.Client.RaiseEventAsync(Run.Run, BacktestOrchestrator.CancelEvent, "Enough.", Stop);

        var run = await hub.WaitAsync(Run, Stop);
        Assert.Equal(new BacktestOutcome(RunState.Cancelled, null, "Enough."), run.ReadOutputAs<BacktestOutcome>());
        Assert.Equal("Enough.", Assert.Single(activities.Cancelled).Reason);
        Assert.Empty(activities.Unfinished);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_run_ends_at_its_limit_of_time()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(1) { UntilCancelled = true }, Stop);
        await hub.StartAsync(Run, 1.0 / 3600, Stop);

        var run = await hub.WaitAsync(Run, Stop);

        Assert.Equal(RunState.Cancelled, run.ReadOutputAs<BacktestOutcome>()!.State);
        Assert.Contains("limit", Assert.Single(hub.Activities.Cancelled).Reason);
    }

    [Fact(Timeout = 300_000)]
    public async Task Replays_give_the_same_in_whatever_order_batches_end()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(8, 8, 8) { Delay = new Random(1) }, Stop);

        for (var repetition = 0; repetition < 3; repetition++)
        {
            hub.Activities.BatchesRun.Clear();
            var run = await hub.RunAsync(Run with { Run = TestIds.Run($"run{repetition}") }, Stop);

            Assert.Equal(RunState.Done, run.ReadOutputAs<BacktestOutcome>()!.State);
            Assert.Equal(Enumerable.Range(0, 24), hub.Activities.BatchesRun.Order());
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task A_run_that_is_ranked_already_is_only_published_again()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(), Stop);

        var run = await hub.RunAsync(Run, Stop);

        Assert.Equal("published", run.ReadOutputAs<BacktestOutcome>()!.Published);
        Assert.Empty(hub.Activities.BatchesRun);
    }
}
