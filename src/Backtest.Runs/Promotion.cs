using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>rounds/{round}.json: which trainings of a halving search continue to a round, and why the others do not.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Promoted">The trainings that continue.</param>
/// <param name="Pruned">Why each of the others does not continue.</param>
public sealed record Promotion(int SchemaVersion, IReadOnlyList<TrialId> Promoted, IReadOnlyDictionary<TrialId, string> Pruned)
{
    /// <summary>Decides by the results of the previous round; the first request decides for all.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="round">The round, at least 1.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidOperationException">A trial of the previous round has no result yet.</exception>
    public static async Task<Promotion> ToAsync(IBlobStore store, RunPlan plan, int round, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Round(plan.Key, round);
        if (await store.ReadAsync<Promotion>(path, cancellationToken).ConfigureAwait(false) is { } decided)
        {
            return decided;
        }

        var promotion = Of(
            plan.Search!,
            plan.Protocol!.Metric,
            await TrialResults.ReadAsync(store, plan, trial => trial.Round == round - 1 && trial.Spec is LstmSpec, cancellationToken)
                .ConfigureAwait(false));
        await store.CreateAsync(path, Documents.Write(promotion), cancellationToken).ConfigureAwait(false);
        return promotion;
    }

    private static Promotion Of(Search search, RankingMetric metric, IReadOnlyList<TrialDocument> results)
    {
        var ranked = Ranking.Sort(results.Where(result => result.Score is not null), result => result.Score!.Overall, metric);
        var kept = search.Promoted(ranked.Count);
        var pruned = new Dictionary<TrialId, string>();
        foreach (var result in results)
        {
            var rank = ranked.IndexOf(result);
            if (rank < 0 || rank >= kept)
            {
                pruned[TrialIdentity.TrainingOf(result.Spec)] = result.Status == TrialStatus.Pruned
                    ? result.Reason!
                    : rank < 0 ? $"It failed in the previous round: {result.Reason}"
                    : $"Halving: number {rank + 1} of {ranked.Count} after {((LstmSpec)result.Spec).Epochs} epochs, and the best "
                        + $"{kept} go on.";
            }
        }

        return new Promotion(
            Documents.SchemaVersion, [.. ranked.Take(kept).Select(result => TrialIdentity.TrainingOf(result.Spec))], pruned);
    }
}
