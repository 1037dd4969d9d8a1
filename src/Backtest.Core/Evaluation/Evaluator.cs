using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Core.Text;

namespace Backtest.Core.Evaluation;

/// <summary>Scores models on windows. Grid search, backtest and hold-out all go through here, so they score alike.</summary>
public static class Evaluator
{
    /// <summary>Fits a spec on every window and scores its forecasts.</summary>
    /// <param name="series">The whole series; a fit sees only its window's training part.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="protocol">Windows, refits and season length.</param>
    /// <param name="cancellationToken">Stops the trial.</param>
    /// <returns>The outcome; a model that cannot be fitted, or whose forecasts are not finite, is a failed trial.</returns>
    public static EvaluatedTrial Run(History series, ModelSpec spec, BacktestProtocol protocol, CancellationToken cancellationToken) =>
        RunEach(series, [spec], protocol, cancellationToken)[0];

    /// <summary>
    /// Fits specs that share a training (see <see cref="ModelFitter.FitEach"/>) on every window and scores their forecasts.
    /// </summary>
    /// <param name="series">The whole series; a fit sees only its window's training part.</param>
    /// <param name="specs">What to fit, fewest epochs first.</param>
    /// <param name="protocol">Windows, refits and season length.</param>
    /// <param name="cancellationToken">Stops the trials.</param>
    /// <param name="context">Threads and LSTM backends; null for the default.</param>
    /// <returns>The outcome of each spec, the same as if it were run alone.</returns>
    public static EvaluatedTrial[] RunEach(
        History series,
        IReadOnlyList<ModelSpec> specs,
        BacktestProtocol protocol,
        CancellationToken cancellationToken,
        FitContext? context = null)
    {
        var windows = RollingOrigin.Windows(series.Length, protocol);
        return windows.Length == protocol.Windows
            ? Score(series, specs, windows, protocol, context ?? FitContext.Default, cancellationToken)
            : [.. specs.Select(spec => EvaluatedTrial.Failed(
                $"A backtest of {Counted.Of(protocol.Windows, "window")} needs at least "
                    + $"{RollingOrigin.RequiredLength(spec.MinimumTrainingLength, protocol)} values."))];
    }

    /// <summary>Fits a spec on all values before the hold-out and scores its forecasts of the hold-out.</summary>
    /// <param name="series">The whole series.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="protocol">Hold-out, horizon and season length.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="context">Threads and LSTM backends; null for the default.</param>
    /// <param name="calibration">Source of intervals if the model has none of its own; null for none.</param>
    /// <returns>The outcome; the model is fitted once and updates its state at each origin.</returns>
    public static EvaluatedTrial RunHoldOut(
        History series,
        ModelSpec spec,
        BacktestProtocol protocol,
        CancellationToken cancellationToken,
        FitContext? context = null,
        ConformalIntervals? calibration = null) =>
        Score(
            series,
            [spec],
            RollingOrigin.HoldOut(series.Length, protocol),
            protocol with { RefitEvery = 0 },
            context ?? FitContext.Default,
            cancellationToken,
            calibration)[0];

    private static EvaluatedTrial[] Score(
        History series,
        IReadOnlyList<ModelSpec> specs,
        Window[] windows,
        BacktestProtocol protocol,
        FitContext context,
        CancellationToken cancellationToken,
        ConformalIntervals? calibration = null)
    {
        var trials = specs.Select(spec => new TrialScore(spec, protocol, calibration)).ToList();
        for (var k = 0; k < windows.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var training = series[windows[k].TrainingStart..windows[k].TrainingEnd];
            var running = trials.FindAll(trial => trial.Failure is null);
            if (running.Count > 0 && (k == 0 || (protocol.RefitEvery > 0 && k % protocol.RefitEvery == 0)))
            {
                Fit(running, training, context, cancellationToken);
            }

            foreach (var trial in running.Where(trial => trial.Failure is null))
            {
                trial.Add(series, windows[k]);
            }
        }

        return [.. trials.Select(trial => trial.ToOutcome())];
    }

    // A failed training keeps the models that it reached before.
    private static void Fit(List<TrialScore> trials, History training, FitContext context, CancellationToken cancellationToken)
    {
        var fitted = 0;
        try
        {
            foreach (var model in ModelFitter.FitEach([.. trials.Select(trial => trial.Spec)], training, context, cancellationToken))
            {
                trials[fitted++].Use(model);
            }
        }
        catch (FitException problem)
        {
            foreach (var trial in trials.Skip(fitted))
            {
                trial.Failure = problem.Message;
            }
        }
    }

    // The score of one trial so far.
    private sealed class TrialScore(ModelSpec spec, BacktestProtocol protocol, ConformalIntervals? calibration)
    {
        private readonly List<string> _warnings = [];
        private readonly ScoreSheet _sheet = new();
        private IFittedModel? _model;

        public ModelSpec Spec { get; } = spec;

        public string? Failure { get; set; }

        public void Use(IFittedModel model)
        {
            _model = model;
            _warnings.AddRange(model.Warnings.Where(warning => !_warnings.Contains(warning)));
        }

        public void Add(History series, Window window)
        {
            try
            {
                var forecast = protocol.Finish(
                    _model!.Forecast(series[window.TrainingStart..window.TrainingEnd], window.StepsAhead, PredictiveScore.Levels),
                    calibration?.KnownAt(window.TrainingEnd),
                    PredictiveScore.Levels);
                _sheet.Add(series, window, protocol.SeasonLength, forecast.Point, forecast.Intervals.Count > 0 ? forecast.Intervals : null);
            }
            catch (FitException problem)
            {
                Failure = problem.Message;
            }
        }

        public EvaluatedTrial ToOutcome() => Failure is null
            ? _sheet.ToOutcome(_model, [.. _warnings, .. SeasonWarning.Of(Spec, protocol.SeasonLengths)])
            : EvaluatedTrial.Failed(Failure);
    }
}
