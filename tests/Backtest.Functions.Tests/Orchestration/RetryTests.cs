using Backtest.Functions.Orchestration;
using Backtest.Storage;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Tests.Orchestration;

/// <summary>Activities that fail. These tests wait for the pauses before retries, so they run beside the other orchestrations.</summary>
public sealed class RetryTests
{
    private static readonly RunKey Run = RunKey.Parse("demo", "0123456789abcdef");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task A_batch_that_fails_twice_is_tried_again()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(3) { Failures = { [1] = 2 } }, Stop);

        var run = await hub.RunAsync(Run, Stop);

        Assert.Equal("published", run.ReadOutputAs<BacktestOutcome>()!.Published);
        Assert.Equal(3, hub.Activities.BatchesRun.Count(batch => batch == 1));
        Assert.Empty(hub.Activities.GivenUp);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_batch_that_always_fails_costs_its_trials_and_no_others()
    {
        await using var hub = await TaskHub.StartAsync(new Activities(3) { Failures = { [1] = int.MaxValue } }, Stop);

        var run = await hub.RunAsync(Run, Stop);

        Assert.Equal("published", run.ReadOutputAs<BacktestOutcome>()!.Published);
        var given = Assert.Single(hub.Activities.GivenUp);
        Assert.Equal(1, given.Batch);
        Assert.Contains("failed 4 times", given.Reason);
        Assert.DoesNotContain("secret", given.Reason);
        Assert.DoesNotContain("Exception", given.Reason);
        Assert.Equal([0, 2], hub.Activities.BatchesRun.Where(batch => batch != 1).Order());
    }

    [Fact(Timeout = 300_000)]
    public async Task A_completion_that_meets_faults_is_tried_again_and_keeps_their_details_to_the_log()
    {
        await using var hub =
            await TaskHub.StartAsync(new Activities(1) { Completion = () => throw new IOException("a secret path") }, Stop);

        var run = await hub.RunAsync(Run, Stop);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.Equal(4, hub.Activities.Completions);
        Assert.Equal("The run hit an error 4 times; the log of the host has details.", Assert.Single(hub.Activities.Failed).Reason);
    }
}
