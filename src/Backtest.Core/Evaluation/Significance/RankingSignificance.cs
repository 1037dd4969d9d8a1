using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>Trials from best to worst, and how much of their ranking is more than chance.</summary>
public sealed class RankingSignificance
{
    /// <summary>Level of the model confidence set.</summary>
    public const double Level = 0.1;

    /// <summary>Number of best trials that the model confidence set is sought among: time grows with its square.</summary>
    public const int MostTested = 200;

    /// <summary>
    /// In fewer windows, the best of many trials owes its rank to chance too often. There, only a test at <see cref="LevelInFewWindows"/>
    /// counts against an automatic ensemble, for example on a series without noise.
    /// </summary>
    public const int FewestWindows = 10;

    /// <summary>Level of tests against an automatic ensemble in fewer than <see cref="FewestWindows"/> windows.</summary>
    public const double LevelInFewWindows = 1e-6;

    private readonly IReadOnlyList<double[]> _losses;
    private readonly int _overlap;

    private RankingSignificance(IReadOnlyList<double[]> losses, int overlap)
    {
        _losses = losses;
        _overlap = overlap;
    }

    /// <summary>
    /// The trials, best first by their mean loss over the windows that all of them have scores for, and by mean absolute error if that is
    /// equal.
    /// </summary>
    public required IReadOnlyList<ScoredTrial> Ranked { get; init; }

    /// <summary>How the choice among all trials affects the score of the first one.</summary>
    public required SelectionReport Selection { get; init; }

    /// <summary>
    /// P-values of the model confidence set by trial; a trial is in the set if its p-value is at least the level. Untested trials have
    /// none.
    /// </summary>
    public required IReadOnlyDictionary<TrialId, double> PValues { get; init; }

    /// <summary>Ranks and tests trials.</summary>
    /// <param name="trials">
    /// All trials with a score, at least one, in planned order, which breaks ties: the simpler model comes first.
    /// </param>
    /// <param name="protocol">Windows and ranking metric.</param>
    public static RankingSignificance Of(IReadOnlyList<ScoredTrial> trials, BacktestProtocol protocol)
    {
        var (all, metric, isSquared) = WindowLosses.Of([.. trials.Select(trial => trial.Score)], protocol.Metric);
        var order = Enumerable.Range(0, trials.Count).OrderBy(k => all[k].Average()).ThenBy(k => trials[k].Score.Overall.Mae).ToList();
        var (ranked, losses) = (order.ConvertAll(k => trials[k]), order.ConvertAll(k => all[k]));
        var windows = losses[0].Length;

        // Windows closer together than the number of steps ahead share innovations.
        var overlap = OverlapOf(protocol);
        var blockLength = Math.Clamp(Math.Max(overlap, (int)Math.Cbrt(windows)), 1, Math.Max(1, windows));
        var tested = Enumerable.Range(0, ranked.Count)
            .Where(k => k < MostTested || ranked[k].Spec is BaselineSpec { IsNaive: true } or EnsembleSpec)
            .ToList();
        var pValues = ModelConfidenceSet.PValues([.. tested.Select(k => losses[k])], blockLength);
        var mean = losses[0].Average();
        return new RankingSignificance(losses, overlap)
        {
            Ranked = ranked,
            Selection = new SelectionReport(
                ranked.Count,
                windows,
                metric,
                isSquared ? Math.Sqrt(mean) : mean,
                SelectionOptimism.Of(losses, blockLength) is { } optimism
                    ? (isSquared ? Math.Sqrt(mean + optimism) - Math.Sqrt(mean) : optimism)
                    : null,
                Level,
                tested.Count,
                pValues?.Count(p => p >= Level)),
            PValues = pValues is null
                ? new Dictionary<TrialId, double>()
                : tested.Zip(pValues).ToDictionary(item => ranked[item.First].Id, item => item.Second),
        };
    }

    /// <summary>Chooses the trial to publish.</summary>
    /// <param name="rule">The rule of the choice.</param>
    public TrialChoice Choose(PublicationRule rule)
    {
        if (rule == PublicationRule.Best)
        {
            return new TrialChoice(Ranked, ChoiceReason.FirstAsAsked);
        }

        var ensembles = Enumerable.Range(0, Ranked.Count).Where(k => Ranked[k].Spec is EnsembleSpec).ToList();
        if (ensembles.Count == 0)
        {
            return new TrialChoice(Ranked, ChoiceReason.FirstWithoutEnsemble);
        }

        // An ensemble of one trial equals that trial, which has its own rank.
        List<ScoredTrial> order = [.. Ranked.Where(IsOfItsOwn), .. Ranked.Where(trial => !IsOfItsOwn(trial))];
        var averages = ensembles.FindAll(k => IsOfItsOwn(Ranked[k]));
        if (averages.Count == 0)
        {
            return new TrialChoice(order, ChoiceReason.EnsembleOfOne, Ranked[ensembles[0]]);
        }

        var (best, average) = (IndexOf(order[0].Id), averages[0]);
        TrialChoice Choice(ChoiceReason reason, int? better = null, double? pValue = null) =>
            new(order, reason, Ranked[average], better is { } index ? Ranked[index] : null, pValue);
        TrialChoice Publish(ChoiceReason reason, int better, double? pValue = null)
        {
            order.Remove(Ranked[average]);
            order.Insert(0, Ranked[average]);
            return Choice(reason, better, pValue);
        }

        if (average == best)
        {
            return Choice(ChoiceReason.EnsembleFirst);
        }

        if (_losses[average].SequenceEqual(_losses[best]))
        {
            return Choice(ChoiceReason.EnsembleTheSame, best);
        }

        var isAutomatic = Ranked[average].Spec is EnsembleSpec { Automatic: true };
        var areFew = isAutomatic && Selection.Windows < FewestWindows;
        bool SpeaksAgainst(DieboldMarianoResult? test) => test is { IsWorse: true } && (!areFew || test.PValue < LevelInFewWindows);
        foreach (var naive in Enumerable.Range(0, average).Where(k => Ranked[k].Spec is BaselineSpec { IsNaive: true }))
        {
            // An automatic ensemble is right on average, so only a test counts against it.
            var against = Test(average, naive);
            if (SpeaksAgainst(against)
                || (!isAutomatic && LossBar.IsBehind(_losses[average].Average(), _losses[naive].Average(), _losses[naive].Length)))
            {
                return Choice(ChoiceReason.EnsembleWorseThanNaive, naive, against?.PValue);
            }
        }

        double? pInSet = PValues.TryGetValue(Ranked[average].Id, out var found) ? found : null;
        var test = TestOfPicked(average, best);
        if (SpeaksAgainst(test) || (!areFew && pInSet < Level))
        {
            return Choice(ChoiceReason.EnsembleWorseThanFirst, best, SpeaksAgainst(test) ? test!.PValue : pInSet);
        }

        return areFew ? Publish(ChoiceReason.EnsembleInFewWindows, best) : Publish(ChoiceReason.EnsembleNotWorse, best, test?.PValue);
    }

    /// <summary>Compares the published trial with the naive forecasts and the best of the other trials.</summary>
    /// <param name="published">Id of the trial.</param>
    public IReadOnlyList<Comparison> Compare(TrialId published)
    {
        var index = IndexOf(published);
        return
        [
            .. Opponents(index).Select(opponent => new Comparison(
                Ranked[opponent.Index].Id,
                Ranked[opponent.Index].Label,
                opponent.Role,
                opponent.Role == Opponent.RunnerUp ? TestOfPicked(index, opponent.Index) : Test(index, opponent.Index))),
        ];
    }

    /// <summary>Number of successive windows that share values.</summary>
    internal static int OverlapOf(BacktestProtocol protocol) => (protocol.Gap + protocol.Horizon + protocol.Step - 1) / protocol.Step;

    private static bool IsOfItsOwn(ScoredTrial trial) =>
        trial.Spec is not EnsembleSpec || trial.Spec is EnsembleSpec { Members.Count: > 1 };

    private int IndexOf(TrialId trial) => Enumerable.Range(0, Ranked.Count).First(k => Ranked[k].Id == trial);

    private DieboldMarianoResult? Test(int one, int other) =>
        DieboldMariano.Test([.. _losses[one].Zip(_losses[other], (first, second) => first - second)], _overlap);

    // The other trial was picked among all others by the same losses, hence the Bonferroni correction.
    private DieboldMarianoResult? TestOfPicked(int one, int picked) =>
        Test(one, picked) is { } test ? test with { PValue = Math.Min(1, test.PValue * (Ranked.Count - 1)) } : null;

    private IEnumerable<(Opponent Role, int Index)> Opponents(int published)
    {
        foreach (var (role, method) in new[] { (Opponent.Naive, BaselineMethod.Naive),
            (Opponent.SeasonalNaive, BaselineMethod.SeasonalNaive) })
        {
            for (var k = 0; k < Ranked.Count; k++)
            {
                if (k != published && Ranked[k].Spec is BaselineSpec baseline && baseline.Method == method)
                {
                    yield return (role, k);
                }
            }
        }

        var next = Enumerable.Range(0, Ranked.Count).FirstOrDefault(k => k != published && IsOfItsOwn(Ranked[k]), -1);
        if (next >= 0 && Ranked[next].Spec is not BaselineSpec { IsNaive: true })
        {
            yield return (Opponent.RunnerUp, next);
        }
    }
}
