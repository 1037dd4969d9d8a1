using System.Text.Json.Serialization;
using Backtest.Core.Planning;

namespace Backtest.Storage.Results;

/// <summary>How the series of a panel are computed: chunk by chunk, those of a chunk together.</summary>
/// <param name="Series">Number of series, including refused ones.</param>
/// <param name="Refused">Number of series that were refused by themselves.</param>
/// <param name="Trials">Number of trials over all series.</param>
/// <param name="Seconds">Their expected seconds on one core.</param>
/// <param name="Chunks">The chunks, in the order of the series.</param>
public sealed record PanelPlan(int Series, int Refused, long Trials, double Seconds, IReadOnlyList<PlannedChunk> Chunks)
{
    /// <summary>The global trials; null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GlobalPlan? Global { get; init; }

    /// <summary>The chunk of a series.</summary>
    /// <param name="index">Place of the series in the panel.</param>
    /// <returns>The place of the chunk; -1 where the panel has no such series.</returns>
    public int ChunkOf(int index)
    {
        var (low, high) = (0, Chunks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var chunk = Chunks[middle];
            if (index < chunk.First)
            {
                high = middle - 1;
            }
            else if (index >= chunk.First + chunk.Count)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }

    /// <summary>
    /// The batches of each successive round: trainings of global trials, one batch each; then chunks of one batch; then chunks that are
    /// too long for one batch, in the rounds of their plan; and finally the completion of these.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ChunkBatch>> Batches()
    {
        var split = Chunks.Index().Where(chunk => chunk.Item.IsSplit).ToList();
        var rounds = new List<List<ChunkBatch>>();
        for (var round = 0; round < Math.Max(1, split.Select(chunk => chunk.Item.Rounds.Count).DefaultIfEmpty(0).Max()); round++)
        {
            var batches = Chunks.Index()
                .Where(chunk => round == 0 && !chunk.Item.IsSplit)
                .Select(chunk => new ChunkBatch(chunk.Index, null))
                .ToList();
            batches.AddRange(split
                .Where(chunk => chunk.Item.Rounds.Count > round)
                .SelectMany(chunk => Enumerable.Range(chunk.Item.Rounds.Take(round).Sum(), chunk.Item.Rounds[round])
                    .Select(batch => new ChunkBatch(chunk.Index, batch))));
            rounds.Add(batches);
        }

        if (split.Count > 0)
        {
            rounds.Add([.. split.Select(chunk => new ChunkBatch(chunk.Index, null))]);
        }

        return Global is { } global ? [[.. global.Trainings.Select((_, k) => ChunkBatch.OfTraining(k))], .. rounds] : rounds;
    }
}

/// <summary>Series of a panel that are computed and stored together.</summary>
/// <param name="First">Place of the first of them in the panel.</param>
/// <param name="Count">Number of them.</param>
/// <param name="Rounds">
/// Number of batches in each round of a series that is too long for one batch and is a chunk alone; empty if the chunk is one batch.
/// </param>
public sealed record PlannedChunk(int First, int Count, IReadOnlyList<int> Rounds)
{
    /// <summary>Number of batches whose packs are beside those of its plan and its results.</summary>
    [JsonIgnore]
    public int BatchPacks => Rounds.Sum();

    /// <summary>Whether the chunk is more than one batch.</summary>
    [JsonIgnore]
    public bool IsSplit => Rounds.Count > 0;
}

/// <summary>A batch of a panel.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Batch">The batch in the plan of its series; null for all remaining ones and the completion.</param>
/// <param name="Training">Which training of the global trials, in place of a chunk; null for a batch of a chunk.</param>
public readonly record struct ChunkBatch(int Chunk, int? Batch, int? Training = null)
{
    /// <summary>The batch of a training.</summary>
    public static ChunkBatch OfTraining(int training) => new(-1, null, training);
}
