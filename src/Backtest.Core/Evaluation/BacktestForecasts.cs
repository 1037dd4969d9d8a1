using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Evaluation;

/// <summary>
/// The data that determine a score on windows: forecasts, actual values and scales. They take a fifth of the score's space, and are
/// grouped so that parts that all trials of a series share are stored together.
/// </summary>
/// <param name="Overall">Metrics over all windows and steps, which rank the trial.</param>
/// <param name="Cutoffs">Index of the last training value of each window, oldest first.</param>
/// <param name="Starts">Index of the first forecast value of each window.</param>
/// <param name="Y">Actual values of each window; null where missing.</param>
/// <param name="Scales">The absolute and the squared scale of each window.</param>
/// <param name="Yhat">Forecasts of each window.</param>
/// <param name="Predictive">Metrics of the predictive distributions of each window; null if there are none.</param>
/// <param name="Steps">The same for each step.</param>
/// <param name="Bounds">
/// Of each window the intervals, from which coverage, width and interval scores follow; null if a window has none, and in documents of
/// earlier versions.
/// </param>
public sealed record BacktestForecasts(
    MetricSet Overall,
    IReadOnlyList<int> Cutoffs,
    IReadOnlyList<int> Starts,
    IReadOnlyList<IReadOnlyList<double?>> Y,
    IReadOnlyList<IReadOnlyList<double>> Scales,
    IReadOnlyList<IReadOnlyList<double>> Yhat,
    IReadOnlyList<PredictiveMetrics?> Predictive,
    IReadOnlyList<PredictiveMetrics?> Steps,
    IReadOnlyList<WindowBounds>? Bounds = null)
{
    /// <summary>Extracts the data from a score.</summary>
    /// <param name="score">The score.</param>
    /// <param name="scales">Scales by the first value of a window.</param>
    public static BacktestForecasts Of(BacktestScore score, IReadOnlyDictionary<int, ErrorScale> scales)
    {
        var windows = score.Windows.Select(window => WindowForecasts.Of(window, scales)).ToList();
        var haveBounds = score.Windows.All(window => window.Intervals is not null);
        return new BacktestForecasts(
            score.Overall,
            [.. windows.Select(window => window.Cutoff)],
            [.. windows.Select(window => window.TestStart)],
            [.. windows.Select(window => window.Y)],
            [.. windows.Select(window => (double[])[window.Scale.Absolute, window.Scale.Squared])],
            [.. windows.Select(window => window.Yhat)],
            [.. windows.Select(window => haveBounds ? window.Predictive?.OfQuantiles() : window.Predictive)],
            [.. score.Steps.Select(PredictiveMetrics.Of).Select(step => haveBounds ? step?.OfQuantiles() : step)],
            haveBounds ? [.. score.Windows.Select(WindowBounds.Of)] : null);
    }

    /// <summary>The scales of all windows, including those of the hold-out, by the index of their first value.</summary>
    /// <param name="series">The series.</param>
    /// <param name="protocol">How trials are scored.</param>
    public static IReadOnlyDictionary<int, ErrorScale> ScalesOf(History series, BacktestProtocol protocol)
    {
        var scales = new Dictionary<int, ErrorScale>();
        Window[] windows = [.. RollingOrigin.Windows(series.Length, protocol), .. RollingOrigin.HoldOut(series.Length, protocol)];
        foreach (var window in windows)
        {
            scales[window.TestStart] = ErrorScale.Of(series.Values[window.TrainingStart..window.TrainingEnd], protocol.SeasonLength);
        }

        return scales;
    }

    /// <summary>Computes the score, with the metrics of windows and steps.</summary>
    public BacktestScore ToScore()
    {
        var windows = Cutoffs.Select((cutoff, k) => new WindowForecasts(
            cutoff, Starts[k], Y[k], Yhat[k], new ErrorScale(Scales[k][0], Scales[k][1]), Predictive[k], Bounds?[k].Around(Yhat[k])))
            .ToList();
        var points = windows.ConvertAll(window => window.ToPoints());
        return new BacktestScore(
            Overall,
            [
                .. Steps.Select((predictive, step) => PredictiveMetrics.AddTo(
                    [.. points.Where(window => step < window.Length).Select(window => window[step])], predictive)),
            ],
            [.. windows.Select(window => window.ToScore())]);
    }
}

/// <summary>The forecasts of one window with the actual values.</summary>
/// <param name="Cutoff">Index of the last training value.</param>
/// <param name="TestStart">Index of the first forecast value.</param>
/// <param name="Y">Actual values; null where missing.</param>
/// <param name="Yhat">Forecasts.</param>
/// <param name="Scale">Divisors of scaled errors.</param>
/// <param name="Predictive">Metrics of the predictive distributions except MSIS; null if there are none.</param>
/// <param name="Intervals">Intervals of the forecasts, to six digits; null if they are not kept.</param>
public sealed record WindowForecasts(
    int Cutoff,
    int TestStart,
    IReadOnlyList<double?> Y,
    IReadOnlyList<double> Yhat,
    ErrorScale Scale,
    PredictiveMetrics? Predictive,
    IReadOnlyList<WindowInterval>? Intervals)
{
    private const int Digits = 6;

    /// <summary>Extracts the forecasts of a window.</summary>
    internal static WindowForecasts Of(WindowScore window, IReadOnlyDictionary<int, ErrorScale> scales) => new(
        window.Cutoff,
        window.TestStart,
        window.Y,
        window.Yhat,
        scales[window.TestStart],
        PredictiveMetrics.Of(window.Metrics) is { } predictive ? predictive with { Msis = null } : null,
        window.Intervals?.Select(interval => interval with
        {
            Lower = [.. interval.Lower.Select(bound => PredictiveMetrics.Rounded(bound, Digits))],
            Upper = [.. interval.Upper.Select(bound => PredictiveMetrics.Rounded(bound, Digits))],
        }).ToList());

    /// <summary>The window with its metrics.</summary>
    internal WindowScore ToScore() =>
        new(Cutoff, TestStart, Y, Yhat, PredictiveMetrics.AddTo(ToPoints(), WithMsis()), Intervals);

    /// <summary>Each forecast with its actual value.</summary>
    internal ScoredPoint[] ToPoints()
    {
        var bounds = Intervals?.Select(interval => new PredictionInterval(
            interval.Level / 100,
            [.. interval.Lower.Select(bound => bound ?? double.NegativeInfinity)],
            [.. interval.Upper.Select(bound => bound ?? double.PositiveInfinity)])).ToList();
        return [.. Yhat.Select((forecast, step) => ScoredPoint.Of(Y[step] ?? double.NaN, forecast, Scale, bounds, step))];
    }

    // A window has one scale.
    private PredictiveMetrics? WithMsis() => Scale.Absolute > 0 && Predictive is { } predictive
        ? predictive with { Msis = predictive.Winkler95 / Scale.Absolute is { } msis && double.IsFinite(msis) ? msis : null }
        : Predictive;
}

/// <summary>The data that determine a score on the hold-out.</summary>
/// <param name="Predictive">Metrics of the predictive distributions over the whole hold-out; null if there are none.</param>
/// <param name="Windows">Its windows.</param>
public sealed record HoldOutForecasts(PredictiveMetrics? Predictive, IReadOnlyList<WindowForecasts> Windows)
{
    /// <summary>Extracts the data from a score.</summary>
    /// <param name="overall">Metrics over the whole hold-out.</param>
    /// <param name="windows">Its windows.</param>
    /// <param name="scales">Scales by the first value of a window.</param>
    public static HoldOutForecasts Of(
        MetricSet overall, IReadOnlyList<WindowScore> windows, IReadOnlyDictionary<int, ErrorScale> scales) =>
        new(PredictiveMetrics.Of(overall), [.. windows.Select(window => WindowForecasts.Of(window, scales))]);

    /// <summary>Computes the score with its metrics.</summary>
    public (MetricSet? Overall, IReadOnlyList<WindowScore> Windows) ToScore() => (
        PredictiveMetrics.AddTo([.. Windows.SelectMany(window => window.ToPoints())], Predictive),
        [.. Windows.Select(window => window.ToScore())]);
}
