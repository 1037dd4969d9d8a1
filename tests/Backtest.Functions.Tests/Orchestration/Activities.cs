using System.Collections.Concurrent;
using Backtest.Functions.Orchestration;

namespace Backtest.Functions.Tests.Orchestration;

/// <summary>Activities of a run, controlled by a test.</summary>
/// <param name="rounds">Number of batches in each round.</param>
internal sealed class Activities(params int[] rounds)
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Number of failures of a batch before it succeeds.</summary>
    public Dictionary<int, int> Failures { get; } = [];

    /// <summary>Whether batches run until the run is cancelled.</summary>
    public bool UntilCancelled { get; init; }

    /// <summary>Duration of batches; null for none.</summary>
    public Random? Delay { get; init; }

    public Action Completion { get; init; } = () => { };

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<int> BatchesRun { get; } = new();

    public ConcurrentDictionary<int, int> Unfinished { get; } = new();

    /// <summary>Size of each group of batches by the id of its orchestration.</summary>
    public ConcurrentDictionary<string, int> Groups { get; } = new();

    public ConcurrentQueue<StopInput> GivenUp { get; } = new();

    public ConcurrentQueue<StopInput> Cancelled { get; } = new();

    public ConcurrentQueue<StopInput> Failed { get; } = new();

    public int Completions { get; private set; }

    public PlannedWork Plan() => new(rounds);

    public async Task<object?> RunBatchAsync(BatchInput input)
    {
        BatchesRun.Enqueue(input.Batch);
        Unfinished[input.Batch] = 1;
        Started.TrySetResult();
        if (Failures.TryGetValue(input.Batch, out var left) && left > 0)
        {
            Failures[input.Batch] = left - 1;
            throw new IOException("a secret path");
        }

        if (UntilCancelled)
        {
            await _cancelled.Task;
        }

        if (Delay is { } random)
        {
            int milliseconds;
            lock (random)
            {
                milliseconds = random.Next(20);
            }

            await Task.Delay(milliseconds);
        }

        Unfinished.TryRemove(input.Batch, out _);
        return null;
    }

    public object? FailBatch(StopInput input)
    {
        GivenUp.Enqueue(input);
        return null;
    }

    public string Complete()
    {
        Completions++;
        Completion();
        return "published";
    }

    public object? Cancel(StopInput input)
    {
        Cancelled.Enqueue(input);
        _cancelled.TrySetResult();
        return null;
    }

    public object? Fail(StopInput input)
    {
        Failed.Enqueue(input);
        return null;
    }
}
