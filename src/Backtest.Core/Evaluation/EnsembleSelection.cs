using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.Lstm;

namespace Backtest.Core.Evaluation;

/// <summary>Chooses the members of an ensemble by the errors of other trials that are known at an origin.</summary>
internal static class EnsembleSelection
{
    /// <summary>Chooses the members.</summary>
    /// <param name="spec">Which trials may take part, and how many.</param>
    /// <param name="trials">All other trials with a score, in planned order, on the same windows.</param>
    /// <param name="origin">Index of the first unknown value; forecasts from there on are ignored.</param>
    /// <param name="metric">The ranking metric, which decides whether errors are squared or percentages.</param>
    /// <param name="unscored">
    /// Automatic forms that no window could score; they may be members of an automatic ensemble. Null for none.
    /// </param>
    /// <returns>
    /// Members whose weights sum to 1. A trial that is clearly worse than the best naive forecast (see <see cref="LossBar"/>)
    /// takes no part, except in an automatic ensemble; if all trials are, that forecast is the only member. Before any error is known, the
    /// automatic form of each model family takes part; the result is null if a model family other than networks, which stay out, has none,
    /// since nothing tells which of its trials to take. Baselines take part only if there are no other trials.
    /// </returns>
    public static IReadOnlyList<EnsembleMember>? Choose(
        EnsembleSpec spec,
        IReadOnlyList<ScoredTrial> trials,
        int origin,
        RankingMetric metric,
        IReadOnlyList<UnscoredTrial>? unscored = null)
    {
        if (spec.Automatic)
        {
            return AutomaticEnsemble.Choose(spec, trials, origin, metric, unscored ?? []);
        }

        var candidates = trials.Where(trial => spec.Admits(trial.Spec)).ToList();
        if (candidates.Count == 0)
        {
            candidates = [.. trials];
        }

        var losses = Losses(candidates, origin, metric);
        if (losses.Count == 0)
        {
            return Automatic(spec, candidates);
        }

        var naive = Losses(trials.Where(trial => trial.Spec is BaselineSpec { IsNaive: true }), origin, metric);
        if (naive.Count > 0)
        {
            var best = naive.MinBy(one => one.Loss);
            losses.RemoveAll(one => LossBar.IsBehind(one.Loss, best.Loss, KnownWindows(best.Trial, origin)));
            if (losses.Count == 0)
            {
                return Weighted([(best.Trial, 1)]);
            }
        }

        var ordered = losses.OrderBy(one => one.Loss).AsEnumerable();
        if (spec.OnePerFamily)
        {
            ordered = ordered.DistinctBy(one => one.Trial.Spec.Family);
        }

        var chosen = ordered.Take(spec.Best ?? int.MaxValue).ToList();

        var least = chosen[0].Loss;
        return Weighted(chosen.Select(one => (one.Trial, spec.Combine == Combination.InverseError ? InverseWeight(least, one.Loss) : 1)));
    }

    private static List<EnsembleMember>? Automatic(EnsembleSpec spec, List<ScoredTrial> candidates)
    {
        var families = candidates.Where(trial => trial.Spec is not LstmSpec && trial.Spec.TrainedNetwork is null)
            .GroupBy(trial => trial.Spec.Family)
            .ToList();
        var members = families.Select(family => family.FirstOrDefault(trial => trial.Spec.IsAutomatic)).OfType<ScoredTrial>().ToList();
        return members.Count == 0 || members.Count < families.Count
            ? null
            : Weighted(members.Take(spec.Best ?? int.MaxValue).Select(trial => (trial, 1.0)));
    }

    private static List<EnsembleMember> Weighted(IEnumerable<(ScoredTrial Trial, double Weight)> members)
    {
        var kept = members.Where(member => member.Weight > 0).ToList();
        var total = kept.Sum(member => member.Weight);
        return kept.ConvertAll(member => new EnsembleMember(member.Trial.Id, member.Trial.Label, member.Weight / total, member.Trial.Spec));
    }

    // The number of windows that an origin knows, at least in part.
    internal static int KnownWindows(ScoredTrial trial, int origin) => trial.Score.Windows.Count(window => window.TestStart < origin);

    // Of the trials with a finite loss.
    internal static List<(ScoredTrial Trial, double Loss)> Losses(IEnumerable<ScoredTrial> trials, int origin, RankingMetric metric) =>
        [.. trials.Select(trial => (Trial: trial, Loss: Loss(trial.Score, origin, metric))).Where(one => double.IsFinite(one.Loss))];

    // The mean over all forecasts of values before the origin; NaN if there is none.
    private static double Loss(BacktestScore score, int origin, RankingMetric metric)
    {
        var (sum, count) = (0.0, 0);
        foreach (var window in score.Windows)
        {
            for (var h = 0; h < window.Yhat.Count && window.TestStart + h < origin; h++)
            {
                if (window.Y[h] is { } actual)
                {
                    sum += Loss(actual, window.Yhat[h], metric);
                    count++;
                }
            }
        }

        return sum / count;
    }

    // Relative to the smallest error. Errors of 0 would have infinite weight, so trials with such errors share all of it.
    internal static double InverseWeight(double least, double error) => error > least ? least / error : 1;

    private static double Loss(double actual, double forecast, RankingMetric metric)
    {
        var error = Math.Abs(Metrics.Error(actual, forecast));
        return metric switch
        {
            _ when metric.IsSquared() => error * error,
            RankingMetric.Mape => actual == 0 ? 0 : error / Math.Abs(actual),
            RankingMetric.Smape => error == 0 ? 0 : error / (Math.Abs(actual) + Math.Abs(forecast)),
            _ => error,
        };
    }
}
