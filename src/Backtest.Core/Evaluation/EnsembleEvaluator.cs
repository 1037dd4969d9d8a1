using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Problems;

namespace Backtest.Core.Evaluation;

/// <summary>Scores ensembles on the windows, from the forecasts of other trials there.</summary>
public static class EnsembleEvaluator
{
    /// <summary>Scores an ensemble whose members are chosen at every origin from the errors known by then.</summary>
    /// <param name="series">The whole series.</param>
    /// <param name="spec">The ensemble.</param>
    /// <param name="trials">All other trials with a score, in planned order.</param>
    /// <param name="protocol">Windows and ranking metric.</param>
    /// <param name="unscored">Automatic forms without a score, which may still be fitted to all values; null for none.</param>
    /// <returns>
    /// The ensemble with the members chosen by the errors of all windows, and its outcome, which has no model. The score leaves out
    /// windows whose origin does not determine the members (see <see cref="EnsembleSelection"/>).
    /// </returns>
    public static (EnsembleSpec Spec, EvaluatedTrial Outcome) Run(
        History series,
        EnsembleSpec spec,
        IReadOnlyList<ScoredTrial> trials,
        BacktestProtocol protocol,
        IReadOnlyList<UnscoredTrial>? unscored = null)
    {
        if (trials.Count == 0)
        {
            return (spec, EvaluatedTrial.Failed("No other trial has a score."));
        }

        var sheet = new ScoreSheet();
        var windows = RollingOrigin.Windows(series.Length, protocol);
        var scored = 0;
        for (var k = 0; k < windows.Length; k++)
        {
            if (EnsembleSelection.Choose(spec, trials, windows[k].TrainingEnd, protocol.Metric) is not { } members)
            {
                continue;
            }

            var combined = FittedEnsemble.Combine(
                spec with { Members = members },
                [.. members.Select(member => trials.First(trial => trial.Id == member.Trial).Score.Windows[k].Yhat)]);

            // The trials' windows leave out the steps of the gap.
            try
            {
                sheet.Add(series, windows[k], protocol.SeasonLength, [.. new double[protocol.Gap], .. combined], null);
                scored++;
            }
            catch (FitException problem)
            {
                return (spec, EvaluatedTrial.Failed(problem.Message));
            }
        }

        const string Remedy = "Automatic forms in the grid (auto ARIMA, auto ETS, Theta) are members that need no error.";
        if (scored == 0
            || EnsembleSelection.Choose(spec, trials, series.Length - protocol.TestLength, protocol.Metric, unscored) is not { } final)
        {
            return (spec, EvaluatedTrial.Failed($"Earlier windows choose its members, but no window has an earlier one. {Remedy}"));
        }

        return (
            spec with { Members = final, NonNegative = protocol.NonNegative },
            sheet.ToOutcome(
                null,
                scored < windows.Length
                    ? [$"Earlier windows choose its members, so {windows.Length - scored} of {windows.Length} windows are not part of its "
                        + $"score. {Remedy}"]
                    : []));
    }
}
