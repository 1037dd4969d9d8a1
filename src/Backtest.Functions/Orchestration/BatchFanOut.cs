using Microsoft.DurableTask;

namespace Backtest.Functions.Orchestration;

/// <summary>Hands out batches side by side: a few by this orchestration itself, many by orchestrations of their own.</summary>
internal static class BatchFanOut
{
    /// <summary>Groups of one run that are handed out at the same time: enough for any number of machines, and other runs get their turn.</summary>
    public const int MaxGroups = 10;

    /// <summary>Runs batches, and adds up what they return.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="group">The batches, any number of them.</param>
    /// <param name="report">Told the sum so far, whenever it changes.</param>
    public static async Task<BatchOutcome> RunAsync(TaskOrchestrationContext context, BatchGroup group, Action<BatchOutcome> report)
    {
        var waiting = new Queue<Func<Task<BatchOutcome>>>(group.Count <= BatchGroup.MaxCount
            ? group.Batches().Select(batch => (Func<Task<BatchOutcome>>)(() => RunBatchAsync(context, batch)))
            : group.Split().Select(part => (Func<Task<BatchOutcome>>)(() => RunGroupAsync(context, part))));
        var limit = group.Count <= BatchGroup.MaxCount ? BatchGroup.MaxCount : MaxGroups;
        var running = new List<Task<BatchOutcome>>();
        var sum = BatchOutcome.None;
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (running.Count < limit && waiting.TryDequeue(out var start))
            {
                running.Add(start());
            }

            var over = await Task.WhenAny(running);
            running.Remove(over);
            sum += await over;
            report(sum);
        }

        return sum;
    }

    private static Task<BatchOutcome> RunGroupAsync(TaskOrchestrationContext context, BatchGroup group) =>
        context.CallSubOrchestratorAsync<BatchOutcome>(BatchGroupOrchestrator.Name, group, BacktestRetry.Options);

    // A batch that fails again and again, since it takes its process down or runs over the host's limit of time, costs the run
    // its trials and no others.
    private static async Task<BatchOutcome> RunBatchAsync(TaskOrchestrationContext context, BatchInput batch)
    {
        try
        {
            return await context.CallActivityAsync<BatchOutcome>(BacktestActivities.RunBatch, batch, BacktestRetry.Options);
        }
        catch (TaskFailedException)
        {
            var reason = $"Its batch failed {BacktestRetry.MaxAttempts} times; the log of the host says more.";
            return await context.CallActivityAsync<BatchOutcome>(
                BacktestActivities.FailBatch, new StopInput(batch.Run, reason, batch.Batch), BacktestRetry.Options);
        }
    }
}
