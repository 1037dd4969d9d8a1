using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Executes a whole run in this process.</summary>
public sealed class RunExecutor(IBlobStore store, RunWork work, BacktestOptions options)
{
    /// <summary>Runs every batch, then completes the run, skipping what is already done.</summary>
    /// <param name="run">The planned run.</param>
    /// <param name="progress">Reports each finished trial; null for no reports.</param>
    /// <param name="cancellationToken">Stops the run, which can be resumed.</param>
    /// <param name="batchOver">Reports the index of each finished batch; null for no reports.</param>
    /// <exception cref="RunFailedException">It can have no result, however often it is retried.</exception>
    public async Task<CompletedRun> RunAsync(
        PlannedRun run, IProgress<TrialFinished>? progress, CancellationToken cancellationToken, IProgress<int>? batchOver = null)
    {
        await TryRunBatchesAsync(run, NoneOver(run), progress, batchOver, CancellationToken.None, cancellationToken).ConfigureAwait(false);
        return await work.CompleteAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the unfinished batches, and completes the run, unless it should give way before.</summary>
    /// <param name="run">The planned run.</param>
    /// <param name="over">Which batches are over, initially <see cref="NoneOver"/>; updated.</param>
    /// <param name="giveWay">Lets running trials finish, and starts no others.</param>
    /// <param name="cancellationToken">Stops the run, which can be resumed.</param>
    /// <returns>Whether the run is complete.</returns>
    /// <exception cref="RunFailedException">It can have no result, however often it is retried.</exception>
    public async Task<bool> TryRunAsync(PlannedRun run, bool[] over, CancellationToken giveWay, CancellationToken cancellationToken)
    {
        if (!await TryRunBatchesAsync(run, over, null, null, giveWay, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await work.CompleteAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The batches of a run, none of which is known to be over.</summary>
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

        // Batches overlap, so that no core waits for the last trial of a batch; the fair cores limit the work.
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
    /// The remaining batches of each round. A run marked for a check is checked first, and its damaged trials are cleared.
    /// </summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="run">The planned run.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <returns>All batches, which skip what is already done; none for a ranked, undamaged run.</returns>
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
