using Backtest.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Backtest.Functions.Orchestration;

/// <summary>Removes the histories of old orchestrations. The results of the runs are blobs and stay.</summary>
/// <param name="options">How long to keep them.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Log of the purges.</param>
public sealed partial class HistoryPurge(DurableOptions options, TimeProvider clock, ILogger<HistoryPurge> logger)
{
    /// <summary>Runs every night.</summary>
    [Function("PurgeHistories")]
    public async Task RunAsync(
        [TimerTrigger("0 30 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var purged = await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(
                CreatedTo: clock.GetUtcNow().AddDays(-options.HistoryDays),
                Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
            cancellationToken).ConfigureAwait(false);
        LogPurged(purged.PurgedInstanceCount);
    }

    [LoggerMessage(LogLevel.Information, "Removed the histories of {Count} orchestrations")]
    private partial void LogPurged(int count);
}
