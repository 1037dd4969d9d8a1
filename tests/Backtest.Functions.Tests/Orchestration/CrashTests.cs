using System.Collections.Concurrent;
using System.Text;
using Backtest.Engineering;
using Backtest.Functions.Orchestration;
using Backtest.Runs;
using Backtest.Runs.Webhooks;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Functions.Tests.Orchestration;

/// <summary>Real activities on a real store, with hosts that crash and runs that fail.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly DateTimeOffset RequestedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Workbench _undisturbed = new();
    private readonly Workbench _crashed = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task A_host_that_dies_between_two_activities_is_followed_by_one_that_does_what_is_missing()
    {
        var expected = await _undisturbed.PlanAsync();
        await using (var hub = await StartAsync(Activities(_undisturbed), new ConcurrentQueue<int>(), int.MaxValue))
        {
            await RunAsync(hub, expected);
        }

        var run = await _crashed.PlanAsync();
        var first = new ConcurrentQueue<int>();
        await using (var hub = await StartAsync(Activities(_crashed), first, 3))
        {
            await ScheduleAsync(hub, run);
            while (first.Count < 4)
            {
                await Task.Delay(20, Stop);
            }
        }

        var before = _crashed.TrialLines.Count;
        Assert.InRange(before, 1, _undisturbed.TrialLines.Count - 1);
        await using (var hub = await StartAsync(Activities(_crashed), new ConcurrentQueue<int>(), int.MaxValue))
        {
            Assert.Equal(RunState.Done, (await RunAsync(hub, run)).State);
        }

        Assert.Equal(_undisturbed.TrialLines.Count, _crashed.TrialLines.Count);
        Assert.Equal(await _undisturbed.SnapshotAsync(expected.Key), await _crashed.SnapshotAsync(run.Key));
    }

    [Fact(Timeout = 300_000)]
    public Task A_panel_of_500_series_gives_the_bytes_that_the_embedded_host_gives() =>
        CompareHostsAsync("""{ "seasonLength": 4, "horizon": 2, "windows": 1, "batchSeconds": 0.1, "theta": {} }""", 500);

    [Fact(Timeout = 300_000)]
    public Task Networks_that_series_share_give_the_bytes_that_the_embedded_host_gives() => CompareHostsAsync(
        """
        {
          "seasonLength": 4, "horizon": 2, "windows": 2, "batchSeconds": 0.1,
          "lstm": { "scope": "panel", "level": "last", "lookBack": 6, "units": 4, "epochs": 2, "seeds": 2 }
        }
        """,
        8);

    private async Task CompareHostsAsync(string grid, int count)
    {
        var csv = "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, count).SelectMany(series => Workbench.Values(24 + (series % 3))
            .Select((value, t) => FormattableString.Invariant($"s{series},{t + 1},{value + series}\n"))));
        async Task<PlannedRun> PlanAsync(Workbench bench)
        {
            await bench.Store.WriteAsync(BlobLayout.Grid("demo"), Encoding.UTF8.GetBytes(grid), Stop);
            await bench.Store.WriteAsync(BlobLayout.Series("demo"), Encoding.UTF8.GetBytes(csv), Stop);
            return (await bench.Planning.RunAsync("demo", Stop))!;
        }

        var expected = await PlanAsync(_undisturbed);
        await _undisturbed.Executor.RunAsync(expected, null, Stop);

        var run = await PlanAsync(_crashed);
        await using (var hub = await StartAsync(Activities(_crashed), new ConcurrentQueue<int>(), int.MaxValue))
        {
            var outcome = await RunAsync(hub, run);
            Assert.Equal((RunState.Done, $"{count} of {count} series"), (outcome.State, outcome.Published));
        }

        Assert.Equal(await _undisturbed.SnapshotAsync(expected.Key), await _crashed.SnapshotAsync(run.Key));
    }

    [Fact(Timeout = 300_000)]
    public async Task A_batch_that_was_done_and_never_reported_is_not_done_again()
    {
        var run = await _crashed.PlanAsync();
        var activities = Activities(_crashed);
        var lost = 0;
        await using var hub = await StartAsync(activities, new ConcurrentQueue<int>(), int.MaxValue, afterBatch: () =>
        {
            if (Interlocked.Increment(ref lost) == 1)
            {
                throw new IOException("The process died before it could say that the batch is done.");
            }
        });

        Assert.Equal(RunState.Done, (await RunAsync(hub, run)).State);
        Assert.True(lost > 1);
        Assert.Equal(_crashed.TrialLines.Count, _crashed.TrialLines.Distinct().Count());
    }

    [Fact(Timeout = 300_000)]
    public async Task A_batch_past_the_limit_of_time_marks_its_run_and_does_nothing()
    {
        var run = await _crashed.PlanAsync();
        var input = new BatchInput(run.Key, 0, DateTimeOffset.UtcNow.AddSeconds(-1));

        await Activities(_crashed).RunBatchAsync(input, Stop);

        Assert.Empty(_crashed.TrialLines);
        var status = (await _crashed.Catalog.StatusAsync(run.Key, Stop))!;
        Assert.Equal((RunState.Cancelled, BacktestOrchestrator.OverLimit), (status.State, status.Problem!.What));
    }

    [Fact(Timeout = 300_000)]
    public async Task A_batch_that_is_given_up_has_failed_trials_with_the_reason_and_keeps_those_that_were_done()
    {
        var run = await _crashed.PlanAsync();
        var activities = Activities(_crashed);
        var input = new BatchInput(run.Key, 0, DateTimeOffset.MaxValue);
        await activities.RunBatchAsync(input, Stop);
        var done = (await _crashed.Catalog.StatusAsync(run.Key, Stop))!;

        await activities.FailBatchAsync(new StopInput(run.Key, "It took the process down.", 0), Stop);
        await activities.FailBatchAsync(new StopInput(run.Key, "It took the process down.", 1), Stop);

        var plan = (await _crashed.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!;
        var status = (await _crashed.Catalog.StatusAsync(run.Key, Stop))!;
        Assert.Equal((done.Done, done.Failed + plan.Batches[1].Count), (status.Done, status.Failed));
        foreach (var trial in plan.Batches[1])
        {
            Assert.Equal(
                "It took the process down.",
                (await _crashed.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(run.Key, trial), Stop))!.Reason);
        }
    }

    [Theory(Timeout = 300_000)]
    [InlineData(1e200)]
    [InlineData(-1e180)]
    public async Task A_run_that_cannot_be_scored_ends_as_failed_with_its_reason_and_is_not_tried_again(double scale)
    {
        var run = await _crashed.PlanAsync([.. Workbench.Values().Select(value => scale * value)], Workbench.Grid);
        var completions = 0;
        await using var hub =
            await StartAsync(Activities(_crashed), new ConcurrentQueue<int>(), int.MaxValue, beforeCompletion: () => completions++);

        await ScheduleAsync(hub, run);
        var over = await hub.Client.WaitForInstanceCompletionAsync(run.Key.Run, Stop);

        Assert.Equal((OrchestrationRuntimeStatus.Failed, 1), (over.RuntimeStatus, completions));
        var status = (await _crashed.Catalog.StatusAsync(run.Key, Stop))!;
        Assert.Equal((RunState.Failed, status.Total), (status.State, status.Failed));
        Assert.Equal(
            $"No trial could be scored. {status.Total} of {status.Total} failed, such as Naive: The "
                + "forecast errors are too large to be squared.",
            status.Problem!.What);
    }

    public void Dispose()
    {
        _undisturbed.Dispose();
        _crashed.Dispose();
    }

    private static BacktestActivities Activities(Workbench bench) =>
        new(
            bench.Store,
            bench.Work,
            bench.Marks,
            new EndSender(bench.Store, bench.Catalog, [], TimeProvider.System, NullLogger<EndSender>.Instance),
            TimeProvider.System);

    // After this many batches the host hangs, like one whose machine is about to stop.
    private static Task<DurableTaskTestHost> StartAsync(
        BacktestActivities activities,
        ConcurrentQueue<int> started,
        int alive,
        Action? afterBatch = null,
        Action? beforeCompletion = null) => DurableTaskTestHost.StartAsync(
            tasks =>
        {
            TaskHub.AddOrchestrators(tasks);
            tasks.AddActivityFunc<RunKey, PlannedWork>(BacktestActivities.PlanRun, (_, input) => activities.PlanRunAsync(input, default));
            tasks.AddActivityFunc<BatchInput, object?>(BacktestActivities.RunBatch, async (_, input) =>
            {
                started.Enqueue(input.Batch);
                if (started.Count > alive)
                {
                    await Task.Delay(Timeout.Infinite, Stop);
                }

                await activities.RunBatchAsync(input, default);
                afterBatch?.Invoke();
                return null;
            });
            tasks.AddActivityFunc<BacktestInput, string?>(BacktestActivities.CompleteRun, (_, input) =>
            {
                beforeCompletion?.Invoke();
                return activities.CompleteRunAsync(input, default);
            });
            tasks.AddActivityFunc<StopInput>(BacktestActivities.FailRun, (_, input) => activities.FailRunAsync(input, default));
        },
        new DurableTaskTestHostOptions { Port = Ports.Free() },
        Stop);

    private static Task<string> ScheduleAsync(DurableTaskTestHost hub, PlannedRun run) => hub.Client.ScheduleNewOrchestrationInstanceAsync(
        BacktestOrchestrator.Name, new BacktestInput(run.Key, RequestedAt, 1), new StartOrchestrationOptions(run.Key.Run), Stop);

    private static async Task<BacktestOutcome> RunAsync(DurableTaskTestHost hub, PlannedRun run)
    {
        await ScheduleAsync(hub, run);
        var over = await hub.Client.WaitForInstanceCompletionAsync(run.Key.Run, getInputsAndOutputs: true, Stop);
        return over.ReadOutputAs<BacktestOutcome>()!;
    }
}
