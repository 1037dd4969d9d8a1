using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>How much of a ranking is more than luck.</summary>
public sealed class RankingSignificance
{
    /// <summary>Level of the model confidence set.</summary>
    public const double Level = 0.1;

    /// <summary>The model confidence set is sought among so many of the best trials: its time grows with their square.</summary>
    public const int MostTested = 200;

    private readonly IReadOnlyList<ScoredTrial> _ranked;
    private readonly IReadOnlyList<double[]> _losses;
    private readonly int _overlap;

    private RankingSignificance(IReadOnlyList<ScoredTrial> ranked, IReadOnlyList<double[]> losses, int overlap)
    {
        _ranked = ranked;
        _losses = losses;
        _overlap = overlap;
    }

    /// <summary>What the choice among all trials does to the score of the one that ranks first.</summary>
    public required SelectionReport Selection { get; init; }

    /// <summary>
    /// P-values of the model confidence set by trial; a trial is in the set where its own is at least the level. Trials that
    /// were not tested have none.
    /// </summary>
    public required IReadOnlyDictionary<string, double> PValues { get; init; }

    /// <summary>Tests a ranking.</summary>
    /// <param name="ranked">All trials with a score, best first, on the same windows.</param>
    /// <param name="protocol">Windows and ranking metric.</param>
    public static RankingSignificance Of(IReadOnlyList<ScoredTrial> ranked, BacktestProtocol protocol)
    {
        var (losses, metric, isSquared) = WindowLosses.Of([.. ranked.Select(trial => trial.Score)], protocol.Metric);
        var windows = losses[0].Length;

        // Windows that are less than the steps ahead apart share innovations.
        var overlap = (protocol.Gap + protocol.Horizon + protocol.Step - 1) / protocol.Step;
        var blockLength = Math.Clamp(Math.Max(overlap, (int)Math.Cbrt(windows)), 1, Math.Max(1, windows));
        var tested = Enumerable.Range(0, ranked.Count).Where(k => k < MostTested || ranked[k].Spec is BaselineSpec { IsNaive: true } or EnsembleSpec).ToList();
        var pValues = ModelConfidenceSet.PValues([.. tested.Select(k => losses[k])], blockLength);
        var mean = losses[0].Average();
        return new RankingSignificance(ranked, losses, overlap)
        {
            Selection = new SelectionReport(
                ranked.Count,
                windows,
                metric,
                isSquared ? Math.Sqrt(mean) : mean,
                SelectionOptimism.Of(losses, blockLength) is { } optimism ? (isSquared ? Math.Sqrt(mean + optimism) - Math.Sqrt(mean) : optimism) : null,
                Level,
                tested.Count,
                pValues?.Count(p => p >= Level)),
            PValues = pValues is null ? new Dictionary<string, double>() : tested.Zip(pValues).ToDictionary(item => ranked[item.First].Id, item => item.Second),
        };
    }

    /// <summary>The trials in the order in which they are to be published: the next one where one cannot be fitted to all values.</summary>
    /// <param name="rule">Which of them comes first.</param>
    public IEnumerable<ScoredTrial> InOrderOfChoice(WinnerRule rule)
    {
        var k = rule == WinnerRule.Best ? -1 : _ranked.ToList().FindIndex(trial => trial.Spec is EnsembleSpec);
        var isWorse = k >= 0 && PValues.TryGetValue(_ranked[k].Id, out var pValue) && pValue < Level;
        return k < 0 || isWorse || _losses[k].SequenceEqual(_losses[0])
            ? _ranked
            : _ranked.Where(trial => trial != _ranked[k]).Prepend(_ranked[k]);
    }

    /// <summary>The published trial against the naive forecasts and the best of the other trials.</summary>
    /// <param name="published">Id of the trial.</param>
    public IReadOnlyList<Comparison> Compare(string published)
    {
        var index = Enumerable.Range(0, _ranked.Count).First(k => _ranked[k].Id == published);
        return
        [
            .. Opponents(index).Select(opponent => new Comparison(
                _ranked[opponent.Index].Id,
                _ranked[opponent.Index].Label,
                opponent.Role,
                DieboldMariano.Test([.. _losses[index].Zip(_losses[opponent.Index], (one, other) => one - other)], _overlap))),
        ];
    }

    private IEnumerable<(Opponent Role, int Index)> Opponents(int published)
    {
        foreach (var (role, method) in new[] { (Opponent.Naive, BaselineMethod.Naive), (Opponent.SeasonalNaive, BaselineMethod.SeasonalNaive) })
        {
            for (var k = 0; k < _ranked.Count; k++)
            {
                if (k != published && _ranked[k].Spec is BaselineSpec baseline && baseline.Method == method)
                {
                    yield return (role, k);
                }
            }
        }

        var next = published == 0 ? 1 : 0;
        if (next < _ranked.Count && _ranked[next].Spec is not BaselineSpec { IsNaive: true })
        {
            yield return (Opponent.RunnerUp, next);
        }
    }
}
