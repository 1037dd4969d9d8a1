using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>How much of a ranking is more than luck.</summary>
/// <param name="Comparisons">The winner against the naive forecasts and the next best trial.</param>
/// <param name="Selection">What the choice among all trials does to the winner's score.</param>
/// <param name="PValues">
/// P-values of the model confidence set by trial; a trial is in the set where its own is at least the level. Trials that
/// were not tested have none.
/// </param>
public sealed record RankingSignificance(IReadOnlyList<Comparison> Comparisons, SelectionReport Selection, IReadOnlyDictionary<string, double> PValues)
{
    /// <summary>Level of the model confidence set.</summary>
    public const double Level = 0.1;

    /// <summary>The model confidence set is sought among so many of the best trials: its time grows with their square.</summary>
    public const int MostTested = 200;

    /// <summary>Tests a ranking.</summary>
    /// <param name="ranked">All trials with a score, best first, on the same windows.</param>
    /// <param name="winner">Id of the published trial: the best, or one further down if that could not be fitted to all values.</param>
    /// <param name="protocol">Windows and ranking metric.</param>
    public static RankingSignificance Of(IReadOnlyList<RankedTrial> ranked, string winner, BacktestProtocol protocol)
    {
        var (losses, metric, isSquared) = WindowLosses.Of([.. ranked.Select(trial => trial.Score)], protocol.Metric);
        var windows = losses[0].Length;

        // Windows that are less than the steps ahead apart share innovations.
        var overlap = (protocol.Gap + protocol.Horizon + protocol.Step - 1) / protocol.Step;
        var blockLength = Math.Clamp(Math.Max(overlap, (int)Math.Cbrt(windows)), 1, Math.Max(1, windows));
        var best = ranked.Select((trial, index) => (trial, index)).First(item => item.trial.Id == winner).index;
        var tested = Enumerable.Range(0, ranked.Count).Where(k => k < MostTested || k == best || IsNaive(ranked[k].Spec)).ToList();
        var pValues = ModelConfidenceSet.PValues([.. tested.Select(k => losses[k])], blockLength);
        var comparisons = Opponents(ranked, best).Select(opponent => new Comparison(
            ranked[opponent.Index].Id,
            ranked[opponent.Index].Label,
            opponent.Role,
            DieboldMariano.Test([.. losses[best].Zip(losses[opponent.Index], (one, other) => one - other)], overlap)));
        var mean = losses[best].Average();
        return new RankingSignificance(
            [.. comparisons],
            new SelectionReport(
                ranked.Count,
                windows,
                metric,
                isSquared ? Math.Sqrt(mean) : mean,
                SelectionOptimism.Of(losses, blockLength) is { } optimism ? (isSquared ? Math.Sqrt(mean + optimism) - Math.Sqrt(mean) : optimism) : null,
                Level,
                tested.Count,
                pValues?.Count(p => p >= Level)),
            pValues is null ? new Dictionary<string, double>() : tested.Zip(pValues).ToDictionary(item => ranked[item.First].Id, item => item.Second));
    }

    private static IEnumerable<(Opponent Role, int Index)> Opponents(IReadOnlyList<RankedTrial> ranked, int winner)
    {
        for (var k = 0; k < ranked.Count; k++)
        {
            if (k != winner && ranked[k].Spec is BaselineSpec { Method: BaselineMethod.Naive })
            {
                yield return (Opponent.Naive, k);
            }
        }

        for (var k = 0; k < ranked.Count; k++)
        {
            if (k != winner && ranked[k].Spec is BaselineSpec { Method: BaselineMethod.SeasonalNaive })
            {
                yield return (Opponent.SeasonalNaive, k);
            }
        }

        var next = winner == 0 ? 1 : 0;
        if (next < ranked.Count && !IsNaive(ranked[next].Spec))
        {
            yield return (Opponent.RunnerUp, next);
        }
    }

    private static bool IsNaive(ModelSpec spec) => spec is BaselineSpec { Method: BaselineMethod.Naive or BaselineMethod.SeasonalNaive };
}
