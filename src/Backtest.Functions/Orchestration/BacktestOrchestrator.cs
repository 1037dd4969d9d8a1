using Backtest.Storage.Results;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>
/// Carries out a run: plan, batches round by round, completion. It is replayed, so it only calls activities and waits. The blobs of
/// the run show its progress, not the status of the orchestration. When its shape changes, <c>defaultVersion</c> in host.json goes up,
/// and instances of an older version, which the context gives, continue in the shape in which they began.
/// </summary>
public static class BacktestOrchestrator
{
    /// <summary>Name of the orchestration.</summary>
    public const string Name = "Backtest";

    /// <summary>
    /// The external event that cancels a run; its payload is the reason or nothing. Batches in the queue still get their turn. Deleting
    /// the run over HTTP is faster, because it stores the mark before anything else.
    /// </summary>
    public const string CancelEvent = "Cancel";

    /// <summary>The reason of a run that took too long.</summary>
    public const string OverLimit = "The run was cancelled at its time limit.";

    /// <summary>Runs to the end, to a cancellation, or to the time limit.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="input">The run.</param>
    [Function(Name)]
    public static async Task<BacktestOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BacktestInput input)
    {
        using var ended = new CancellationTokenSource();
        var cancelled = context.WaitForExternalEvent<string?>(CancelEvent, ended.Token);
        var deadline = context.CurrentUtcDateTime.AddHours(input.MaxHours);
        var late = context.CreateTimer(deadline, ended.Token);
        var work = RunAllAsync(context, input, new DateTimeOffset(deadline));
        var first = await Task.WhenAny(work, cancelled, late);

        // A running timer would keep the orchestration from ending. CancelAsync would not work: only durable tasks can be awaited here.
        ended.Cancel();
        if (first == work)
        {
            return await work;
        }

        var reason = first == late ? OverLimit : await cancelled;
        await context.CallActivityAsync(BacktestActivities.CancelRun, new StopInput(input.Run, reason), BacktestRetry.Options);

        // Batches find the mark of the cancellation and end at once; running trials end at their next check.
        return await work with { State = RunState.Cancelled, Published = null, Reason = reason };
    }

    private static async Task<BacktestOutcome> RunAllAsync(TaskOrchestrationContext context, BacktestInput input, DateTimeOffset deadline)
    {
        try
        {
            var plan = await context.CallActivityAsync<PlannedWork>(BacktestActivities.PlanRun, input.Run, BacktestRetry.Options);
            var first = 0;
            foreach (var count in plan.Rounds)
            {
                await BatchFanOut.RunAsync(context, new BatchGroup(input.Run, first, count, deadline));
                first += count;
            }

            var published = await context.CallActivityAsync<string?>(BacktestActivities.CompleteRun, input, BacktestRetry.Options);
            return published is null ? new BacktestOutcome(RunState.Cancelled, null) : new BacktestOutcome(RunState.Done, published);
        }
        catch (TaskFailedException problem)
        {
            var reason = BacktestRetry.Stays(problem.FailureDetails)
                ? problem.FailureDetails.ErrorMessage
                : $"The run hit an error {BacktestRetry.MaxAttempts} times; the log of the host has details.";
            await context.CallActivityAsync(BacktestActivities.FailRun, new StopInput(input.Run, reason), BacktestRetry.Options);
            throw;
        }
    }
}
