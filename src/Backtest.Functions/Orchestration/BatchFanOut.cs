using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>Hands out batches in parallel: a few in this orchestration, many in separate orchestrations.</summary>
internal static class BatchFanOut
{
    /// <summary>
    /// Number of groups of one run that are handed out at the same time: enough for many machines, while other runs get their turn.
    /// </summary>
    public const int MaxGroups = 10;

    /// <summary>Runs batches.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="group">The batches, any number of them.</param>
    public static async Task RunAsync(TaskOrchestrationContext context, BatchGroup group)
    {
        var waiting = new Queue<Func<Task>>(group.Count <= BatchGroup.MaxCount
            ? group.Batches().Select(batch => (Func<Task>)(() => RunBatchAsync(context, batch)))
            : group.Split().Select(part => (Func<Task>)(() => RunGroupAsync(context, part))));
        var limit = group.Count <= BatchGroup.MaxCount ? BatchGroup.MaxCount : MaxGroups;
        var running = new List<Task>();
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (running.Count < limit && waiting.TryDequeue(out var start))
            {
                running.Add(start());
            }

            var over = await Task.WhenAny(running);
            running.Remove(over);
            await over;
        }
    }

    private static Task RunGroupAsync(TaskOrchestrationContext context, BatchGroup group) =>
        context.CallSubOrchestratorAsync(BatchGroupOrchestrator.Name, group, BacktestRetry.Options);

    // A batch that keeps failing, because it crashes its process or exceeds the time limit of the host, costs the run only its own
    // trials.
    private static async Task RunBatchAsync(TaskOrchestrationContext context, BatchInput batch)
    {
        try
        {
            await context.CallActivityAsync(BacktestActivities.RunBatch, batch, BacktestRetry.Options);
        }
        catch (TaskFailedException)
        {
            var reason = $"Its batch failed {BacktestRetry.MaxAttempts} times; the log of the host has details.";
            await context.CallActivityAsync(
                BacktestActivities.FailBatch, new StopInput(batch.Run, reason, batch.Batch), BacktestRetry.Options);
        }
    }
}
