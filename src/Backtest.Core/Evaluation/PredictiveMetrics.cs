using System.Globalization;

namespace Backtest.Core.Evaluation;

/// <summary>
/// The metrics of a predictive distribution, to four digits. The metrics of the points can be computed from forecasts, actual values and
/// scales; these cannot, since the distributions of the windows are not kept.
/// </summary>
public sealed record PredictiveMetrics
{
    private const int Digits = 4;

    /// <summary>Share of actual values inside the 80 % intervals.</summary>
    public double? Coverage80 { get; init; }

    /// <summary>Mean width of the 80 % intervals.</summary>
    public double? Width80 { get; init; }

    /// <summary>Share of actual values inside the 95 % intervals.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>Mean width of the 95 % intervals.</summary>
    public double? Width95 { get; init; }

    /// <summary>Mean Winkler score of the 80 % intervals.</summary>
    public double? Winkler80 { get; init; }

    /// <summary>Mean Winkler score of the 95 % intervals.</summary>
    public double? Winkler95 { get; init; }

    /// <summary>Mean Winkler score of the 95 % intervals divided by the scale.</summary>
    public double? Msis { get; init; }

    /// <summary>Mean pinball loss.</summary>
    public double? Pinball { get; init; }

    /// <summary>Mean continuous ranked probability score.</summary>
    public double? Crps { get; init; }

    /// <summary>Extracts them from metrics; null if there are none.</summary>
    internal static PredictiveMetrics? Of(MetricSet? metrics) => metrics is { Coverage80: null, Coverage95: null } or null
        ? null
        : new PredictiveMetrics
        {
            Coverage80 = Rounded(metrics.Coverage80),
            Width80 = Rounded(metrics.Width80),
            Coverage95 = Rounded(metrics.Coverage95),
            Width95 = Rounded(metrics.Width95),
            Winkler80 = Rounded(metrics.Winkler80),
            Winkler95 = Rounded(metrics.Winkler95),
            Msis = Rounded(metrics.Msis),
            Pinball = Rounded(metrics.Pinball),
            Crps = Rounded(metrics.Crps),
        };

    /// <summary>Computes the metrics of points and adds those of their distributions.</summary>
    /// <param name="points">The points.</param>
    /// <param name="predictive">The metrics of the distributions; null if there are none.</param>
    /// <returns>The metrics; null if no actual value is known.</returns>
    internal static MetricSet? AddTo(ScoredPoint[] points, PredictiveMetrics? predictive)
    {
        var metrics = Metrics.Of(points);
        if (metrics is null || predictive is null)
        {
            return metrics;
        }

        var size = points.Where(point => !double.IsNaN(point.Actual)).Average(point => Math.Abs(point.Actual));
        return metrics with
        {
            Coverage80 = predictive.Coverage80 ?? metrics.Coverage80,
            Width80 = predictive.Width80 ?? metrics.Width80,
            Coverage95 = predictive.Coverage95 ?? metrics.Coverage95,
            Width95 = predictive.Width95 ?? metrics.Width95,
            Winkler80 = predictive.Winkler80 ?? metrics.Winkler80,
            Winkler95 = predictive.Winkler95 ?? metrics.Winkler95,
            Msis = predictive.Msis ?? metrics.Msis,
            Pinball = predictive.Pinball,
            WeightedQuantileLoss = size > 0 && 2 * predictive.Pinball / size is { } loss && double.IsFinite(loss) ? loss : null,
            Crps = predictive.Crps,
        };
    }

    /// <summary>Those that two intervals do not tell; null if there are none.</summary>
    internal PredictiveMetrics? OfQuantiles() =>
        Pinball is null && Crps is null ? null : new PredictiveMetrics { Pinball = Pinball, Crps = Crps };

    /// <summary>A number rounded to significant digits.</summary>
    internal static double? Rounded(double? number, int digits) => number is { } value
        ? double.Parse(
            value.ToString(string.Create(CultureInfo.InvariantCulture, $"G{digits}"), CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture)
        : null;

    private static double? Rounded(double? metric) => Rounded(metric, Digits);
}
