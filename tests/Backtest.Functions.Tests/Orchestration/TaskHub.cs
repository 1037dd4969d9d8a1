using System.Collections.Concurrent;
using Backtest.Engineering;
using Backtest.Functions.Orchestration;
using Backtest.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace Backtest.Functions.Tests.Orchestration;

/// <summary>A task hub in memory that runs the app's orchestrators with given activities.</summary>
internal sealed class TaskHub : IAsyncDisposable
{
    private static readonly DateTimeOffset RequestedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DurableTaskTestHost _host;

    private TaskHub(DurableTaskTestHost host, Activities activities) => (_host, Activities) = (host, activities);

    public Activities Activities { get; }

    public DurableTaskClient Client => _host.Client;

    public static async Task<TaskHub> StartAsync(Activities activities, CancellationToken cancellationToken) => new(
        await DurableTaskTestHost.StartAsync(
            tasks =>
            {
                AddOrchestrators(tasks, activities.Groups);
                tasks.AddActivityFunc<RunKey, PlannedWork>(BacktestActivities.PlanRun, (_, _) => activities.Plan());
                tasks.AddActivityFunc<BatchInput, object?>(BacktestActivities.RunBatch, (_, input) => activities.RunBatchAsync(input));
                tasks.AddActivityFunc<StopInput, object?>(BacktestActivities.FailBatch, (_, input) => activities.FailBatch(input));
                tasks.AddActivityFunc<BacktestInput, string>(BacktestActivities.CompleteRun, (_, _) => activities.Complete());
                tasks.AddActivityFunc<StopInput, object?>(BacktestActivities.CancelRun, (_, input) => activities.Cancel(input));
                tasks.AddActivityFunc<StopInput, object?>(BacktestActivities.FailRun, (_, input) => activities.Fail(input));
            },
            new DurableTaskTestHostOptions { Port = Ports.Free() },
            cancellationToken),
        activities);

    /// <summary>Adds the app's orchestrators.</summary>
    /// <param name="tasks">Receives them.</param>
    /// <param name="groups">Receives the size of each group of batches by the id of its orchestration; null if not needed.</param>
    public static void AddOrchestrators(DurableTaskRegistry tasks, ConcurrentDictionary<string, int>? groups = null)
    {
        tasks.AddOrchestratorFunc<BacktestInput, BacktestOutcome>(
            BacktestOrchestrator.Name, (context, input) => BacktestOrchestrator.RunAsync(context, input));
        tasks.AddOrchestratorFunc<BatchGroup, object?>(BatchGroupOrchestrator.Name, async (context, input) =>
        {
            groups?[context.InstanceId] = input.Count;
            await BatchGroupOrchestrator.RunAsync(context, input);
            return null;
        });
    }

    public Task StartAsync(RunKey run, double hours, CancellationToken cancellationToken) => Client.ScheduleNewOrchestrationInstanceAsync(
        BacktestOrchestrator.Name, new BacktestInput(run, RequestedAt, hours), new StartOrchestrationOptions(run.Run), cancellationToken);

    public Task<OrchestrationMetadata> WaitAsync(RunKey run, CancellationToken cancellationToken) =>
        Client.WaitForInstanceCompletionAsync(run.Run, getInputsAndOutputs: true, cancellationToken);

    public async Task<OrchestrationMetadata> RunAsync(RunKey run, CancellationToken cancellationToken)
    {
        await StartAsync(run, 24, cancellationToken);
        return await WaitAsync(run, cancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
