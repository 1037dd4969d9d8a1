using Backtest.Core.Planning;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Reads the results of a run's trials.</summary>
internal static class TrialResults
{
    private const int ParallelReads = 8;

    /// <summary>Reads the results of some trials, in the order of the plan.</summary>
    /// <exception cref="InvalidOperationException">A trial has no result yet.</exception>
    public static async Task<IReadOnlyList<TrialDocument>> ReadAsync(
        IBlobStore store, RunPlan plan, Func<PlannedTrial, bool> takes, CancellationToken cancellationToken)
    {
        var trials = plan.Trials.Where(takes).Select(trial => trial.Id).ToArray();
        var results = new TrialDocument[trials.Length];
        var last = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(ParallelReads, trials.Length)).Select(_ => ReadRestAsync())).ConfigureAwait(false);
        return results;

        // A store in memory answers immediately, and then the first reader reads everything.
        async Task ReadRestAsync()
        {
            for (var k = Interlocked.Increment(ref last); k < trials.Length; k = Interlocked.Increment(ref last))
            {
                var path = BlobLayout.Trial(plan.Key, trials[k]);
                results[k] = await store.ReadAsync<TrialDocument>(path, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"Trial {trials[k]} of run {plan.Key} has no result yet.");
            }
        }
    }
}
