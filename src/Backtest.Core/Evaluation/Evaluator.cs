using Backtest.Core.Models;

namespace Backtest.Core.Evaluation;

/// <summary>Scores models on folds. Grid search, backtest and hold-out all go through here, so they score alike.</summary>
public static class Evaluator
{
    private static readonly double[] Level95 = [0.95];

    /// <summary>Fits a spec on every window and scores its forecasts.</summary>
    /// <param name="values">The whole series; a fit sees its fold's training part alone.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="protocol">Windows, refits and season length.</param>
    /// <param name="cancellationToken">Stops the trial.</param>
    /// <returns>The trial's outcome; a model that cannot be fitted or forecasts no finite number is a failed trial.</returns>
    public static EvaluatedTrial Run(
        ReadOnlySpan<double> values, ModelSpec spec, BacktestProtocol protocol, CancellationToken cancellationToken)
    {
        var folds = RollingOrigin.Windows(values.Length, protocol);
        if (folds.Length < protocol.Windows)
        {
            return EvaluatedTrial.Failed(
                $"{protocol.Windows} windows need at least {RollingOrigin.RequiredLength(spec.MinimumTrainingLength, protocol)} values.");
        }

        try
        {
            return Score(values, spec, folds, protocol, cancellationToken);
        }
        catch (FitException problem)
        {
            return EvaluatedTrial.Failed(problem.Message);
        }
    }

    /// <summary>Fits a spec on all values before the hold-out and scores its forecasts of the hold-out.</summary>
    /// <param name="values">The whole series.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="protocol">Hold-out, horizon and season length.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <returns>The outcome; the model is fitted once, and its state moves on from origin to origin.</returns>
    public static EvaluatedTrial RunHoldOut(
        ReadOnlySpan<double> values, ModelSpec spec, BacktestProtocol protocol, CancellationToken cancellationToken)
    {
        try
        {
            return Score(values, spec, RollingOrigin.HoldOut(values.Length, protocol), protocol with { RefitEvery = 0 }, cancellationToken);
        }
        catch (FitException problem)
        {
            return EvaluatedTrial.Failed(problem.Message);
        }
    }

    private static EvaluatedTrial Score(
        ReadOnlySpan<double> values, ModelSpec spec, Fold[] folds, BacktestProtocol protocol, CancellationToken cancellationToken)
    {
        IFittedModel? model = null;
        var warnings = new List<string>();
        var windows = new List<WindowScore>();
        var points = new List<ScoredPoint[]>();
        for (var k = 0; k < folds.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fold = folds[k];
            var training = values[fold.TrainingStart..fold.TrainingEnd];
            if (model is null || (protocol.RefitEvery > 0 && k % protocol.RefitEvery == 0))
            {
                model = ModelFitter.Fit(spec, training, cancellationToken);
                warnings.AddRange(model.Warnings.Where(warning => !warnings.Contains(warning)));
            }

            var window = Score(values, model, fold, protocol.SeasonLength);
            points.Add(window);
            windows.Add(new WindowScore(
                fold.TrainingEnd - 1,
                fold.TestStart,
                [.. window.Select(point => double.IsNaN(point.Actual) ? (double?)null : point.Actual)],
                [.. window.Select(point => point.Forecast)],
                Metrics.Of(window)));
        }

        var overall = Metrics.Of(points.SelectMany(window => window));
        if (overall is null)
        {
            return EvaluatedTrial.Failed("Every value of the windows is missing.");
        }

        if (!double.IsFinite(overall.Mse))
        {
            return EvaluatedTrial.Failed("The forecast errors are too large to be squared.");
        }

        var steps = Enumerable.Range(0, points.Max(window => window.Length))
            .Select(step => Metrics.Of(points.Where(window => step < window.Length).Select(window => window[step])));
        return new EvaluatedTrial(TrialStatus.Done, null, new BacktestScore(overall, [.. steps], windows), model, warnings);
    }

    private static ScoredPoint[] Score(ReadOnlySpan<double> values, IFittedModel model, Fold fold, int seasonLength)
    {
        var training = values[fold.TrainingStart..fold.TrainingEnd];
        var scale = ErrorScale.Of(training, seasonLength);
        var forecast = model.Forecast(training, fold.StepsAhead, Level95);
        var interval = forecast.Intervals.Count > 0 ? forecast.Intervals[0] : null;
        var points = new ScoredPoint[fold.TestEnd - fold.TestStart];
        for (var k = 0; k < points.Length; k++)
        {
            var step = fold.TestStart - fold.TrainingEnd + k;
            if (!double.IsFinite(forecast.Point[step]))
            {
                throw new FitException($"The forecast of step {step + 1} is not a finite number.");
            }

            points[k] = new ScoredPoint(
                values[fold.TestStart + k], forecast.Point[step], scale, interval?.Lower[step] ?? double.NaN, interval?.Upper[step] ?? double.NaN);
        }

        return points;
    }
}
