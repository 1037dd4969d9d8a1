using Backtest.Core.Models;

namespace Backtest.Core.Evaluation;

/// <summary>What a score on windows follows from: forecasts, actual values and scales. It is a fifth of the score's size.</summary>
/// <param name="Overall">Metrics over all windows and steps, which rank the trial.</param>
/// <param name="Steps">Of each step, the metrics of its predictive distributions; null where there are none.</param>
/// <param name="Windows">The windows, oldest first.</param>
public sealed record BacktestForecasts(
    MetricSet Overall, IReadOnlyList<PredictiveMetrics?> Steps, IReadOnlyList<WindowForecasts> Windows)
{
    /// <summary>What a score follows from.</summary>
    /// <param name="score">The score.</param>
    /// <param name="scales">Scales by the first value of a window.</param>
    public static BacktestForecasts Of(BacktestScore score, IReadOnlyDictionary<int, ErrorScale> scales) => new(
        score.Overall,
        [.. score.Steps.Select(PredictiveMetrics.Of)],
        [.. score.Windows.Select(window => new WindowForecasts(
            window.Cutoff, window.TestStart, window.Y, window.Yhat, scales[window.TestStart], PredictiveMetrics.Of(window.Metrics)))]);

    /// <summary>What scaled errors are divided by in each window, by the first value of the window.</summary>
    /// <param name="series">The series.</param>
    /// <param name="protocol">How trials are scored.</param>
    public static IReadOnlyDictionary<int, ErrorScale> Scales(History series, BacktestProtocol protocol)
    {
        var scales = new Dictionary<int, ErrorScale>();
        foreach (var window in RollingOrigin.Windows(series.Length, protocol))
        {
            scales[window.TestStart] = ErrorScale.Of(series.Values[window.TrainingStart..window.TrainingEnd], protocol.SeasonLength);
        }

        return scales;
    }

    /// <summary>The score: the metrics of windows and steps are computed again.</summary>
    public BacktestScore ToScore()
    {
        var points = Windows.Select(window => window.ToPoints()).ToList();
        return new BacktestScore(
            Overall,
            [
                .. Steps.Select((predictive, step) => MetricsOf(
                    [.. points.Where(window => step < window.Length).Select(window => window[step])], predictive)),
            ],
            [
                .. Windows.Select((window, k) => new WindowScore(
                    window.Cutoff,
                    window.TestStart,
                    window.Y,
                    window.Yhat,
                    MetricsOf(points[k], window.Predictive))),
            ]);
    }

    private static MetricSet? MetricsOf(ScoredPoint[] points, PredictiveMetrics? predictive)
    {
        var metrics = Metrics.Of(points);
        return metrics is null || predictive is null
            ? metrics
            : predictive.With(metrics, points.Where(point => !double.IsNaN(point.Actual)).Average(point => Math.Abs(point.Actual)));
    }
}

/// <summary>The forecasts of one window beside what happened.</summary>
/// <param name="Cutoff">Index of the last training value.</param>
/// <param name="TestStart">Index of the first value forecast.</param>
/// <param name="Y">Actual values; null where missing.</param>
/// <param name="Yhat">Forecasts.</param>
/// <param name="Scale">What scaled errors are divided by.</param>
/// <param name="Predictive">The metrics of the predictive distributions; null where there are none.</param>
public sealed record WindowForecasts(
    int Cutoff,
    int TestStart,
    IReadOnlyList<double?> Y,
    IReadOnlyList<double> Yhat,
    ErrorScale Scale,
    PredictiveMetrics? Predictive)
{
    /// <summary>Each forecast beside what happened.</summary>
    internal ScoredPoint[] ToPoints() =>
        [.. Yhat.Select((forecast, step) => new ScoredPoint(Y[step] ?? double.NaN, forecast, Scale, double.NaN, double.NaN))];
}
