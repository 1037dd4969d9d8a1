using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Carries out a whole run in this process.</summary>
public sealed class RunExecutor(IBlobStore store, RunWork work, BacktestOptions options)
{
    /// <summary>Runs every batch, then completes the run; what is done already is not done again.</summary>
    /// <param name="run">The planned run.</param>
    /// <param name="progress">Told of each trial that is over; null if nobody listens.</param>
    /// <param name="cancellationToken">Stops the run; it can be taken up again.</param>
    /// <param name="batchOver">Told of each batch that is over, by its index; null if nobody listens.</param>
    /// <exception cref="RunFailedException">It can have no result, however often it is tried.</exception>
    public async Task<CompletedRun> RunAsync(
        PlannedRun run, IProgress<TrialFinished>? progress, CancellationToken cancellationToken, IProgress<int>? batchOver = null)
    {
        await TryRunBatchesAsync(run, NoneOver(run), progress, batchOver, CancellationToken.None, cancellationToken).ConfigureAwait(false);
        return await work.CompleteAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the batches that are not over, and completes the run, unless it should give way before.</summary>
    /// <param name="run">The planned run.</param>
    /// <param name="over">Which batches are over, from <see cref="NoneOver"/> at first; kept up.</param>
    /// <param name="giveWay">Lets running trials come to their end, and begins no other.</param>
    /// <param name="cancellationToken">Stops the run; it can be taken up again.</param>
    /// <returns>Whether the run is complete.</returns>
    /// <exception cref="RunFailedException">It can have no result, however often it is tried.</exception>
    public async Task<bool> TryRunAsync(PlannedRun run, bool[] over, CancellationToken giveWay, CancellationToken cancellationToken)
    {
        if (!await TryRunBatchesAsync(run, over, null, null, giveWay, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await work.CompleteAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The batches of a run, of which none is known to be over.</summary>
    public static bool[] NoneOver(PlannedRun run) => new bool[run.Rounds.Sum()];

    private async Task<bool> TryRunBatchesAsync(
        PlannedRun run,
        bool[] over,
        IProgress<TrialFinished>? progress,
        IProgress<int>? batchOver,
        CancellationToken giveWay,
        CancellationToken cancellationToken)
    {
        var rounds = await RoundsAsync(store, run, cancellationToken).ConfigureAwait(false);

        // Batches overlap, so that no core waits for the last trial of one; the fair cores bound the work.
        var first = 0;
        foreach (var count in rounds)
        {
            await Parallel.ForAsync(
                first,
                first + count,
                new ParallelOptions { MaxDegreeOfParallelism = options.ParallelTrials, CancellationToken = cancellationToken },
                async (batch, stop) =>
                {
                    over[batch] = over[batch]
                        || (!giveWay.IsCancellationRequested
                            && await work.RunBatchAsync(run.Key, batch, progress, giveWay, stop).ConfigureAwait(false));
                    if (over[batch])
                    {
                        batchOver?.Report(batch);
                    }
                }).ConfigureAwait(false);
            if (Array.IndexOf(over, false, first, count) >= 0)
            {
                return false;
            }

            first += count;
        }

        return true;
    }

    /// <summary>
    /// The batches of each round that a run has left to do; one that is to be checked is, and trials that are damaged are cleared.
    /// </summary>
    /// <param name="store">Where blobs are.</param>
    /// <param name="run">The planned run.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <returns>All batches, in which what is done already is not done again; none of a run that is ranked and whole.</returns>
    public static async Task<IReadOnlyList<int>> RoundsAsync(IBlobStore store, PlannedRun run, CancellationToken cancellationToken)
    {
        var isCleared = await store.FindAsync(BlobLayout.Check(run.Key), cancellationToken).ConfigureAwait(false) is not null
            && await store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), cancellationToken).ConfigureAwait(false) is { } plan
            && await RunCheck.ClearAsync(store, plan, cancellationToken).ConfigureAwait(false);
        return isCleared || await store.FindAsync(BlobLayout.Leaderboard(run.Key), cancellationToken).ConfigureAwait(false) is null
            ? run.Rounds
            : [];
    }
}
