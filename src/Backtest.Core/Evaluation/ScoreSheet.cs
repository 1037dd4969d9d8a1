using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Evaluation;

/// <summary>Collects the forecasts and actual values of one trial, window by window.</summary>
internal sealed class ScoreSheet
{
    private readonly List<WindowScore> _windows = [];
    private readonly List<ScoredPoint[]> _points = [];

    /// <summary>Adds a window.</summary>
    /// <param name="series">The whole series.</param>
    /// <param name="window">The window.</param>
    /// <param name="seasonLength">Season length of the scaled errors.</param>
    /// <param name="point">Forecasts of the steps from the training end on, including those of the gap.</param>
    /// <param name="intervals">Intervals, best of all levels of <see cref="PredictiveScore.Levels"/>; null if there are none.</param>
    /// <exception cref="FitException">A forecast is not a finite number.</exception>
    public void Add(History series, Window window, int seasonLength, double[] point, IReadOnlyList<PredictionInterval>? intervals)
    {
        var scale = ErrorScale.Of(series.Values[window.TrainingStart..window.TrainingEnd], seasonLength);
        var points = new ScoredPoint[window.TestEnd - window.TestStart];
        for (var k = 0; k < points.Length; k++)
        {
            var step = window.TestStart - window.TrainingEnd + k;
            if (!double.IsFinite(point[step]))
            {
                throw new FitException($"The forecast of step {step + 1} is not a finite number.");
            }

            points[k] = ScoredPoint.Of(series.Values[window.TestStart + k], point[step], scale, intervals, step);
        }

        _points.Add(points);
        _windows.Add(new WindowScore(
            window.TrainingEnd - 1,
            window.TestStart,
            [.. points.Select(one => double.IsNaN(one.Actual) ? (double?)null : one.Actual)],
            [.. points.Select(one => one.Forecast)],
            Metrics.Of(points),
            intervals is null ? null : Kept(intervals, window)));
    }

    /// <summary>The outcome of a trial whose windows have all been added.</summary>
    /// <param name="model">Its last fit; null for ensembles, which have none of their own.</param>
    /// <param name="warnings">Warnings for readers of the trial.</param>
    public EvaluatedTrial ToOutcome(IFittedModel? model, IReadOnlyList<string> warnings)
    {
        var overall = Metrics.Of(_points.SelectMany(window => window));
        if (overall is null)
        {
            return EvaluatedTrial.Failed("Every value of the windows is missing.");
        }

        if (!double.IsFinite(overall.Mse))
        {
            return EvaluatedTrial.Failed("The forecast errors are too large to be squared.");
        }

        var steps = Enumerable.Range(0, _points.Max(window => window.Length))
            .Select(step => Metrics.Of(_points.Where(window => step < window.Length).Select(window => window[step])));
        return new EvaluatedTrial(TrialStatus.Done, null, new BacktestScore(overall, [.. steps], _windows), model, warnings);
    }

    private static List<WindowInterval> Kept(IReadOnlyList<PredictionInterval> intervals, Window window) =>
    [
        .. intervals.Where(interval => WindowInterval.KeptLevels.Contains(interval.Level)).Select(interval => new WindowInterval(
            100 * interval.Level, Bounds(interval.Lower, window), Bounds(interval.Upper, window))),
    ];

    // Without the steps of the gap.
    private static double?[] Bounds(double[] bounds, Window window) => Array.ConvertAll(
        bounds[(window.TestStart - window.TrainingEnd)..window.StepsAhead], bound => double.IsFinite(bound) ? bound : (double?)null);
}
