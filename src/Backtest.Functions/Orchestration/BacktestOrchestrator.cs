using Backtest.Storage.Results;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>
/// Carries out a run: plan, batches round by round, completion. It is replayed, so it does nothing but call activities and wait.
/// How far the run is, its blobs tell and no status of the orchestration. When its shape changes, <c>defaultVersion</c> in host.json
/// goes up, and instances of an older version, which the context tells, go on in the shape that they began in.
/// </summary>
public static class BacktestOrchestrator
{
    /// <summary>Name of the orchestration.</summary>
    public const string Name = "Backtest";

    /// <summary>
    /// The external event that cancels a run; its payload is the reason or nothing. Batches that are queued by then still have
    /// their turn: who wants to be faster deletes the run over HTTP, which stores the mark before anything else.
    /// </summary>
    public const string CancelEvent = "Cancel";

    /// <summary>Why a run that took too long was cancelled.</summary>
    public const string OverLimit = "The run was cancelled at its limit of time.";

    /// <summary>Runs to the end, to a cancellation, or to the limit of time.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="input">Which run.</param>
    [Function(Name)]
    public static async Task<BacktestOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BacktestInput input)
    {
        using var ended = new CancellationTokenSource();
        var cancelled = context.WaitForExternalEvent<string?>(CancelEvent, ended.Token);
        var deadline = context.CurrentUtcDateTime.AddHours(input.MaxHours);
        var late = context.CreateTimer(deadline, ended.Token);
        var work = RunAllAsync(context, input, new DateTimeOffset(deadline));
        var first = await Task.WhenAny(work, cancelled, late);

        // A timer that still runs would keep the orchestration from ending. Not CancelAsync: it may wait for durable tasks alone.
        ended.Cancel();
        if (first == work)
        {
            return await work;
        }

        var reason = first == late ? OverLimit : await cancelled;
        await context.CallActivityAsync(BacktestActivities.CancelRun, new StopInput(input.Run, reason), BacktestRetry.Options);

        // Batches find the mark of the cancellation and end at once; what runs ends at its next look.
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
                : $"The run met a fault {BacktestRetry.MaxAttempts} times; the log of the host says more.";
            await context.CallActivityAsync(BacktestActivities.FailRun, new StopInput(input.Run, reason), BacktestRetry.Options);
            throw;
        }
    }
}
