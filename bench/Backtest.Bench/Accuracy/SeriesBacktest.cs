using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Bench.Accuracy;

/// <summary>The trials of the default grid, scored on windows before the values to forecast, which they do not see.</summary>
/// <param name="Protocol">The windows.</param>
/// <param name="Trials">Those with a score, in planned order.</param>
/// <param name="Costs">
/// Processor time of every trial in seconds. Trials that share a training, and series that share networks, share its time equally.
/// </param>
internal sealed record SeriesBacktest(
    BacktestProtocol Protocol, IReadOnlyList<ScoredTrial> Trials, IReadOnlyList<(ModelSpec Spec, double Seconds)> Costs)
{
    /// <summary>Backtests a series; null if it is too short for the default grid.</summary>
    /// <param name="one">The series.</param>
    /// <param name="without">Model families to leave out.</param>
    /// <param name="cancellationToken">Stops the backtest.</param>
    public static SeriesBacktest? Run(ForecastCase one, IReadOnlyCollection<string> without, CancellationToken cancellationToken)
    {
        var series = one.Series;
        if (PlanOf(series, one.Grid, one.Panel is { } panel ? [panel.Spec] : null) is not { } plan)
        {
            return null;
        }

        var results = plan.Trials.Where(trial => trial.Spec is not EnsembleSpec && !without.Contains(trial.Spec.Family))
            .GroupBy(trial => TrialIdentity.SharedTrainingOf(trial.Spec))
            .SelectMany(training =>
        {
            var (outcomes, seconds) = ThreadClock.Time(() => Evaluator.RunEach(
                History.Of(series, one.Panel?.Networks), [.. training.Select(trial => trial.Spec)], plan.Protocol, cancellationToken));
            seconds += training.First().Spec is LstmSpec { Scope: LstmScope.Panel } ? one.Panel!.Seconds : 0;
            return training.Zip(outcomes, (trial, outcome) => (trial, trial.Spec, outcome, Seconds: seconds / outcomes.Length));
        }).ToList();
        var trials = results.Where(result => result.outcome.Score is not null).Select(Scored).ToList();
        var unscored = results
            .Where(result => result.outcome.Score is null && result.Spec.IsAutomatic)
            .Select(result => new UnscoredTrial(result.trial.Id, result.trial.Label, result.Spec))
            .ToList();
        var ensembles = plan.Trials.Where(trial => trial.Spec is EnsembleSpec).Select(trial =>
        {
            var ((spec, outcome), seconds) =
                ThreadClock.Time(() => EnsembleEvaluator.Run(series.Values, (EnsembleSpec)trial.Spec, trials, plan.Protocol, unscored));
            return (trial, Spec: (ModelSpec)spec, outcome, Seconds: seconds);
        }).ToList();
        return new SeriesBacktest(
            plan.Protocol,
            [.. trials, .. ensembles.Where(result => result.outcome.Score is not null).Select(Scored)],
            [.. results.Concat(ensembles).Select(result => (result.Spec, result.Seconds))]);
    }

    /// <summary>The plan of a series; null if it is too short for the grid.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="globals">The global trials of its panel; null for none.</param>
    public static TrialPlan? PlanOf(TimeSeries series, Grid grid, IReadOnlyList<LstmSpec>? globals = null)
    {
        try
        {
            return Planner.Plan(series, grid, globals: globals);
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>
    /// The trials in the product's order of publication: if one cannot be fitted to all values, the next one counts.
    /// </summary>
    public IReadOnlyList<ScoredTrial> Published =>
        Trials.Count == 0 ? [] : RankingSignificance.Of(Trials, Protocol).Choose(Protocol.Publication).Order;

    /// <summary>Some of the trials, best first on the windows.</summary>
    public IReadOnlyList<ScoredTrial> Best(Func<ModelSpec, bool> takes) =>
        Trials.Where(trial => takes(trial.Spec)).ToList() is { Count: > 0 } taken ? RankingSignificance.Of(taken, Protocol).Ranked : [];

    /// <summary>The product's served forecast of a trial: intervals from its errors or scaled to them, and nothing below 0.</summary>
    public Forecast Finish(ScoredTrial trial, ForecastCase one, Forecast forecast) => Protocol.Finish(
        forecast,
        new ConformalIntervals(trial.Score.Windows, Protocol.Gap, ConformalIntervals.DefaultAdaptation).KnownAt(one.Train.Length),
        ForecastScore.Levels);

    private static ScoredTrial Scored((PlannedTrial Trial, ModelSpec Spec, EvaluatedTrial Outcome, double Seconds) result) =>
        new(result.Trial.Id, result.Trial.Label, result.Spec, result.Outcome.Score!);
}
