using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Storage.Blobs;
using Backtest.Engineering;
using Backtest.Functions.Orchestration;
using Backtest.Functions.Tests.Orchestration;
using Backtest.Functions.Tests.Standin.Protocol;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing.Contract;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;

namespace Backtest.Functions.Tests.Standin;

/// <summary>
/// The worker process, an emulator, and a durable task hub in memory. The hub runs the app's orchestrators here, and passes their
/// activities to the worker.
/// </summary>
public sealed class FunctionsPlatform : ContractHost
{
    private Emulator _emulator = null!;
    private DurableTaskTestHost _durable = null!;
    private FunctionsHostStandin _functions = null!;
    private Uri _hub = null!;

    public override Uri Address => _functions.Address;

    public override string Log => _functions.Log;

    public override bool AnswersForAllRoutes => false;

    public string Storage => _emulator.ConnectionString;

    public BlobServiceClient Blobs => new(Storage);

    /// <summary>The activities so far, in the order of their start, each with its input.</summary>
    public ConcurrentQueue<(string Name, string Input)> Activities { get; } = new();

    internal FunctionsHostStandin Functions => _functions;

    public override async ValueTask InitializeAsync()
    {
        var port = Ports.Free();
        _hub = new Uri($"http://localhost:{port}");
        _emulator = await Emulator.StartAsync(null, 0, default);
        _functions = await FunctionsHostStandin.StartAsync(
            FunctionsHostStandin.WorkerFolder, _emulator.ConnectionString, _hub, Key, Settings, default);
        _durable = await DurableTaskTestHost.StartAsync(
            tasks =>
            {
                TaskHub.AddOrchestrators(tasks);
                AddActivity<RunKey, PlannedWork>(tasks, BacktestActivities.PlanRun);
                AddActivity<BatchInput, object?>(tasks, BacktestActivities.RunBatch);
                AddActivity<StopInput, object?>(tasks, BacktestActivities.FailBatch);
                AddActivity<BacktestInput, string?>(tasks, BacktestActivities.CompleteRun);
                AddActivity<StopInput, object?>(tasks, BacktestActivities.CancelRun);
                AddActivity<StopInput, object?>(tasks, BacktestActivities.FailRun);
            },
            new DurableTaskTestHostOptions { Port = port });
    }

    /// <summary>Notifies a blob trigger of a blob.</summary>
    public Task TriggerAsync(string function, string file, CancellationToken cancellationToken) =>
        _functions.InvokeAsync(
            function,
            FunctionsHostStandin.Blob("series", file),
            new Dictionary<string, string> { ["file"] = file },
            _hub,
            cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_durable is not null)
        {
            await _durable.DisposeAsync();
        }

        if (_functions is not null)
        {
            await _functions.DisposeAsync();
        }

        _emulator.Stop();
    }

    private void AddActivity<TInput, TOutput>(DurableTaskRegistry tasks, string name) =>
        tasks.AddActivityFunc<TInput, TOutput?>(name, async (_, input) =>
        {
            var data = JsonSerializer.Serialize(input);
            Activities.Enqueue((name, data));
            try
            {
                var answer =
                    await _functions.InvokeAsync(name, new TypedData { Json = data }, new Dictionary<string, string>(), null, default);
                return string.IsNullOrEmpty(answer) ? default : JsonSerializer.Deserialize<TOutput>(answer, JsonSerializerOptions.Web);
            }
            catch (FunctionFailedException failure) when (failure.MessageOf(typeof(RunFailedException)) is { } reason)
            {
                throw new RunFailedException(reason);
            }
        });
}
