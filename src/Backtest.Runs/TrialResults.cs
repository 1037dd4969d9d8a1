using Backtest.Core.Planning;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>Reads the results of a run's trials.</summary>
public static class TrialResults
{
    private const int ParallelReads = 8;

    /// <summary>Reads the results of some trials, in the order of the plan.</summary>
    /// <exception cref="InvalidOperationException">A trial has no result yet.</exception>
    public static async Task<IReadOnlyList<TrialDocument>> ReadAsync(
        IBlobStore store, RunPlan plan, Func<PlannedTrial, bool> takes, CancellationToken cancellationToken)
    {
        var trials = plan.Trials.Where(takes).Select(trial => trial.Id).ToArray();
        var results = new TrialDocument[trials.Length];
        await Parallel.ForAsync(
            0,
            results.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (k, stop) =>
            {
                results[k] = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(plan.Key, trials[k]), stop).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"Trial {trials[k]} of run {plan.Key} has no result yet.");
            }).ConfigureAwait(false);
        return results;
    }
}
