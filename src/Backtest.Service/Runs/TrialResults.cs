using Backtest.Service.Storage;

namespace Backtest.Service.Runs;

/// <summary>Reads the results of a run's trials.</summary>
public static class TrialResults
{
    private const int ParallelReads = 8;

    /// <summary>All results, in the order of the plan.</summary>
    /// <exception cref="InvalidOperationException">A trial has no result yet.</exception>
    public static async Task<IReadOnlyList<TrialDocument>> ReadAsync(IBlobStore store, RunPlan plan, CancellationToken cancellationToken)
    {
        var results = new TrialDocument[plan.Trials.Count];
        await Parallel.ForAsync(
            0,
            results.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (k, stop) =>
            {
                var trial = plan.Trials[k].Id;
                results[k] = await store.ReadAsync<TrialDocument>(BlobLayout.Trial(plan.Key, trial), stop).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"Trial {trial} of run {plan.Key} has no result yet.");
            }).ConfigureAwait(false);
        return results;
    }
}
