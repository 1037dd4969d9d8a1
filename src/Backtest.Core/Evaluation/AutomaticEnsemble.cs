using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Ensembles;

namespace Backtest.Core.Evaluation;

/// <summary>
/// Chooses the members of an automatic ensemble: of each engine the forms that choose themselves, and beside them the trial that the known
/// windows speak for. Engines weigh alike, and so do the forms of an engine.
/// </summary>
/// <remarks>
/// Few windows tell little about which of many trials is best, so they do not decide alone. Chosen on public series that no test of this project uses;
/// <c>docs/benchmarks.md</c> says on which.
/// </remarks>
internal static class AutomaticEnsemble
{
    /// <summary>
    /// The fewest windows that speak for a single trial: for an engine without an automatic form, which then takes part, or against the
    /// ensemble as a whole. The best of many trials in fewer windows, such as five, owes its place to luck too often.
    /// </summary>
    public const int FewestWindows = 10;

    /// <summary>The members; null where nothing tells them.</summary>
    /// <param name="spec">Which engines take part.</param>
    /// <param name="trials">All other trials with a score, in planned order, on the same windows.</param>
    /// <param name="origin">Index of the first value that is not known.</param>
    /// <param name="metric">The ranking metric.</param>
    /// <param name="unscored">Automatic forms without a score.</param>
    public static IReadOnlyList<EnsembleMember>? Choose(
        EnsembleSpec spec, IReadOnlyList<ScoredTrial> trials, int origin, RankingMetric metric, IReadOnlyList<UnscoredTrial> unscored)
    {
        var candidates = trials.Where(trial => spec.Admits(trial.Spec)).ToList();
        var losses = EnsembleSelection.Losses(candidates, origin, metric);
        var bar = losses.Where(one => one.Trial.Spec.IsAutomatic).Select(one => one.Loss).DefaultIfEmpty(double.PositiveInfinity).Min();
        List<EnsembleMember> forms =
        [
            .. candidates.Where(trial => trial.Spec.IsAutomatic).Select(trial => Member(trial, origin)),
            .. unscored.Where(trial => spec.Admits(trial.Spec)).Select(trial => new EnsembleMember(trial.Id, trial.Label, 1, trial.Spec)),
        ];
        var members = new List<EnsembleMember>();
        foreach (var engine in candidates.Select(trial => trial.Spec.Engine).Concat(forms.Select(form => form.Spec.Engine)).Distinct())
        {
            var ofEngine = forms.FindAll(form => form.Spec.Engine == engine);
            var known = losses.FindAll(one => one.Trial.Spec.Engine == engine);
            if (known.Count > 0)
            {
                var best = known.MinBy(one => one.Loss);
                if (ofEngine.Count > 0 || IsBest(best.Trial, best.Loss, bar, origin))
                {
                    ofEngine.Add(Member(best.Trial, origin));
                }
            }

            members.AddRange(ofEngine.Select(member => member with { Weight = 1.0 / ofEngine.Count }));
        }

        // The best trial of an engine may be its automatic form.
        var total = members.Sum(member => member.Weight);
        return members.Count == 0
            ? null
            : [.. members.GroupBy(member => member.Trial).Select(same => same.First() with { Weight = same.Sum(member => member.Weight) / total })];
    }

    private static bool IsBest(ScoredTrial trial, double loss, double bar, int origin) =>
        double.IsPositiveInfinity(bar) || (loss < bar && trial.Score.Windows.Count(window => window.TestStart < origin) >= FewestWindows);

    private static EnsembleMember Member(ScoredTrial trial, int origin) => new(
        trial.Id,
        trial.Label,
        1,
        trial.Spec,
        trial.Score.Overall.Coverage95 is null ? new ConformalIntervals(trial.Score.Windows).KnownAt(origin)?.Spread() : null);
}
