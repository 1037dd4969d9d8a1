using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.Lstm;

namespace Backtest.Core.Evaluation;

/// <summary>
/// Chooses the members of an automatic ensemble: the automatic forms of each model family, and the trial that the known windows favour.
/// Model families have equal weights, and so do the forms of a model family; CES counts as a form of exponential smoothing.
/// </summary>
/// <remarks>
/// The errors of few values say little about which of many trials is best, so they do not decide alone. With more values, a
/// member's weight is divided by its mean squared error (Bates and Granger, 1969, Operational Research Quarterly 20, 451-468), and model
/// families without an automatic form, such as networks of one series, take part with their best trial. Networks of a panel have learnt
/// from the other series too, so the best of them always takes part; its own errors are too few to tell how wide its intervals are.
/// These rules were chosen on public series that no test of this project uses; see <c>docs/benchmarks.md</c>.
/// </remarks>
internal static class AutomaticEnsemble
{
    /// <summary>Number of forecast values from which their errors affect the weights.</summary>
    public const int FewestValues = 70;

    /// <summary>Chooses the members; null if nothing determines them.</summary>
    /// <param name="spec">Which model families take part.</param>
    /// <param name="trials">All other trials with a score, in planned order, on the same windows.</param>
    /// <param name="origin">Index of the first unknown value.</param>
    /// <param name="metric">The ranking metric.</param>
    /// <param name="unscored">Automatic forms without a score.</param>
    public static IReadOnlyList<EnsembleMember>? Choose(
        EnsembleSpec spec, IReadOnlyList<ScoredTrial> trials, int origin, RankingMetric metric, IReadOnlyList<UnscoredTrial> unscored)
    {
        var candidates = trials.Where(trial => spec.Admits(trial.Spec)).ToList();
        var losses = EnsembleSelection.Losses(candidates, origin, metric);
        if (CovariatesHelp(losses, origin))
        {
            candidates.RemoveAll(trial => !trial.Spec.UsesCovariates);
            losses.RemoveAll(one => !one.Trial.Spec.UsesCovariates);
            unscored = [.. unscored.Where(trial => trial.Spec.UsesCovariates)];
        }

        List<EnsembleMember> forms =
        [
            .. candidates.Where(trial => trial.Spec.IsAutomatic).Select(trial => Member(trial, origin)),
            .. unscored.Where(trial => spec.Admits(trial.Spec)).Select(trial => new EnsembleMember(trial.Id, trial.Label, 1, trial.Spec)),
        ];
        var errorsDecide = losses.Count > 0 && WindowScore.ValuesBefore(candidates[0].Score.Windows, origin) >= FewestValues;
        var members = new List<EnsembleMember>();
        foreach (var family in candidates.Select(trial => trial.Spec.Kin).Concat(forms.Select(form => form.Spec.Kin)).Distinct())
        {
            var ofFamily = forms.FindAll(form => form.Spec.Kin == family);
            var known = losses.FindAll(one => one.Trial.Spec.Kin == family);
            var onlyShared = ofFamily.Count == 0 && forms.Count > 0 && !errorsDecide;
            if (onlyShared)
            {
                known.RemoveAll(one => one.Trial.Spec is not LstmSpec { Scope: LstmScope.Panel });
            }

            if (known.Count > 0)
            {
                var best = Member(known.MinBy(one => one.Loss).Trial, origin);
                ofFamily.Add(onlyShared ? best with { Spread = null } : best);
            }

            members.AddRange(ofFamily.Select(member => member with { Weight = 1.0 / ofFamily.Count }));
        }

        if (errorsDecide)
        {
            members = Weighted(members, losses, metric);
        }

        // The best trial of a model family may be its automatic form.
        var total = members.Sum(member => member.Weight);
        return members.Count == 0
            ? null
            : [.. members.GroupBy(member => member.Trial)
                .Select(same => same.First() with { Weight = same.Sum(member => member.Weight) / total })];
    }

    private static bool CovariatesHelp(List<(ScoredTrial Trial, double Loss)> losses, int origin)
    {
        var least = losses.GroupBy(one => one.Trial.Spec.UsesCovariates)
            .ToDictionary(group => group.Key, group => group.Min(one => one.Loss));
        return least.TryGetValue(true, out var with)
            && least.TryGetValue(false, out var without)
            && LossBar.IsBehind(without, with, EnsembleSelection.KnownWindows(losses[0].Trial, origin));
    }

    // A member without an error gets no weight.
    private static List<EnsembleMember> Weighted(
        List<EnsembleMember> members, List<(ScoredTrial Trial, double Loss)> losses, RankingMetric metric)
    {
        var squared = losses.ToDictionary(one => one.Trial.Id, one => metric.IsSquared() ? one.Loss : one.Loss * one.Loss);
        var least = members.Where(member => squared.ContainsKey(member.Trial)).Min(member => squared[member.Trial]);
        return
        [
            .. members
                .Select(member => member with { Weight = squared.TryGetValue(member.Trial, out var error)
                    ? member.Weight * EnsembleSelection.InverseWeight(least, error)
                    : 0 })
                .Where(member => member.Weight > 0),
        ];
    }

    private static EnsembleMember Member(ScoredTrial trial, int origin) => new(
        trial.Id,
        trial.Label,
        1,
        trial.Spec,
        trial.Score.Overall.Coverage95 is null ? new ConformalIntervals(trial.Score.Windows).KnownAt(origin)?.Spread() : null);
}
