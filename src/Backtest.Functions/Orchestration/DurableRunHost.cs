using Backtest.Functions.Hosting;
using Backtest.Runs;
using Backtest.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Orchestration;

/// <summary>Carries out runs as durable orchestrations. Their instance ids are the ids of the runs.</summary>
/// <param name="client">The client of the task hub.</param>
/// <param name="options">Settings with the time limit.</param>
public sealed class DurableRunHost(DurableTaskClient client, DurableOptions options) : IRunHost
{
    private static readonly OrchestrationRuntimeStatus[] UnderWay =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task StartAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        if (run.Problem is not null)
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                BacktestOrchestrator.Name,
                new BacktestInput(run.Key, run.RequestedAt, options.MaxRunHours),
                new StartOrchestrationOptions(run.Key.Run).WithDedupeStatuses(UnderWay),
                cancellationToken).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // The same upload was announced or requested twice, and is already running.
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(run.Run, cancellationToken).ConfigureAwait(false) is not { IsCompleted: false })
        {
            return;
        }

        await client.TerminateInstanceAsync(run.Run, new TerminateInstanceOptions(Recursive: true), cancellationToken)
            .ConfigureAwait(false);

        // Waits for the status, because a new start before that would find it still running.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        try
        {
            await client.WaitForInstanceCompletionAsync(run.Run, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The mark of the cancellation is stored, and batches find it.
        }
    }
}
