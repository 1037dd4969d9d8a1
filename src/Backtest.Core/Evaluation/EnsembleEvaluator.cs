using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;

namespace Backtest.Core.Evaluation;

/// <summary>Scores ensembles on the windows, from the forecasts that other trials made there.</summary>
public static class EnsembleEvaluator
{
    /// <summary>Scores an ensemble whose members are chosen anew at every origin, by the errors that were known then.</summary>
    /// <param name="series">The whole series.</param>
    /// <param name="spec">The ensemble.</param>
    /// <param name="trials">All other trials with a score, in planned order.</param>
    /// <param name="protocol">Windows and ranking metric.</param>
    /// <returns>The ensemble with the members that the errors of all windows choose, and its outcome, which has no model.</returns>
    public static (EnsembleSpec Spec, EvaluatedTrial Outcome) Run(
        History series, EnsembleSpec spec, IReadOnlyList<ScoredTrial> trials, BacktestProtocol protocol)
    {
        if (trials.Count == 0)
        {
            return (spec, EvaluatedTrial.Failed("No other trial has a score."));
        }

        var sheet = new ScoreSheet();
        var folds = RollingOrigin.Windows(series.Length, protocol);
        for (var window = 0; window < folds.Length; window++)
        {
            var members = spec with { Members = EnsembleSelection.Choose(spec, trials, folds[window].TrainingEnd, protocol.Metric) };
            var combined = FittedEnsemble.Combine(
                members, [.. members.Members!.Select(member => trials.First(trial => trial.Id == member.Trial).Score.Windows[window].Yhat)]);

            // The trials' windows leave out the steps of the gap.
            try
            {
                sheet.Add(series, folds[window], protocol.SeasonLength, [.. new double[protocol.Gap], .. combined], null);
            }
            catch (FitException problem)
            {
                return (spec, EvaluatedTrial.Failed(problem.Message));
            }
        }

        return (
            spec with { Members = EnsembleSelection.Choose(spec, trials, series.Length - protocol.TestLength, protocol.Metric) },
            sheet.ToOutcome(null, []));
    }
}
