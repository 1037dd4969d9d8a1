using Backtest.Service.Storage;

namespace Backtest.Service.Runs;

/// <summary>Carries out a whole run in this process.</summary>
public sealed class RunExecutor(IBlobStore store, BatchStep batches, CompleteStep complete, BacktestOptions options)
{
    /// <summary>Runs every batch, then completes the run; what is done already is not done again.</summary>
    /// <param name="run">The planned run.</param>
    /// <param name="progress">Told of each trial that is over; null if nobody listens.</param>
    /// <param name="cancellationToken">Stops the run; it can be taken up again.</param>
    /// <exception cref="RunFailedException">It can have no result, however often it is tried.</exception>
    public async Task<Leaderboard> RunAsync(PlannedRun run, IProgress<TrialFinished>? progress, CancellationToken cancellationToken)
    {
        var isRanked = await store.FindAsync(BlobLayout.Leaderboard(run.Key), cancellationToken).ConfigureAwait(false) is not null;

        // Batches overlap, so that no core waits for the last trial of one; the batch step's gate bounds the work.
        var first = 0;
        foreach (var count in isRanked ? [] : run.Rounds)
        {
            await Parallel.ForAsync(
                first,
                first + count,
                new ParallelOptions { MaxDegreeOfParallelism = options.ParallelTrials, CancellationToken = cancellationToken },
                async (batch, stop) => await batches.RunAsync(run.Key, batch, progress, stop).ConfigureAwait(false)).ConfigureAwait(false);
            first += count;
        }

        return await complete.RunAsync(run.Key, run.RequestedAt, cancellationToken).ConfigureAwait(false);
    }
}
