using Backtest.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>Batches that follow one another in a plan and belong to one round.</summary>
/// <param name="Run">The run.</param>
/// <param name="First">Index of the first batch.</param>
/// <param name="Count">Number of batches.</param>
/// <param name="Deadline">The time limit of the run.</param>
public sealed record BatchGroup(RunKey Run, int First, int Count, DateTimeOffset Deadline)
{
    /// <summary>
    /// Maximum number of batches that one orchestration waits for. Each adds a few rows to its history, which every replay reads again.
    /// </summary>
    public const int MaxCount = 100;

    /// <summary>The batches as inputs of activities.</summary>
    public IEnumerable<BatchInput> Batches() => Enumerable.Range(First, Count).Select(batch => new BatchInput(Run, batch, Deadline));

    /// <summary>The batches in groups of at most <see cref="MaxCount"/>.</summary>
    public IEnumerable<BatchGroup> Split()
    {
        for (var first = First; first < First + Count; first += MaxCount)
        {
            yield return this with { First = first, Count = Math.Min(MaxCount, First + Count - first) };
        }
    }
}
