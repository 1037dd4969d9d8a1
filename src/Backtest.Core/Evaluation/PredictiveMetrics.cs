using System.Globalization;

namespace Backtest.Core.Evaluation;

/// <summary>
/// The metrics of a predictive distribution, to four digits. Those of the points follow from forecasts, actual values and scales; these
/// do not, since the distributions of the windows are not kept.
/// </summary>
public sealed record PredictiveMetrics
{
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

    /// <summary>Winkler scores of the 95 % intervals over the scale.</summary>
    public double? Msis { get; init; }

    /// <summary>Mean pinball loss.</summary>
    public double? Pinball { get; init; }

    /// <summary>Mean continuous ranked probability score.</summary>
    public double? Crps { get; init; }

    /// <summary>Those of some metrics; null where they have none.</summary>
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

    /// <summary>Metrics of points together with these.</summary>
    /// <param name="points">The metrics of the points.</param>
    /// <param name="size">Mean of the actual values' sizes.</param>
    internal MetricSet With(MetricSet points, double size) => points with
    {
        Coverage80 = Coverage80,
        Width80 = Width80,
        Coverage95 = Coverage95,
        Width95 = Width95,
        Winkler80 = Winkler80,
        Winkler95 = Winkler95,
        Msis = Msis,
        Pinball = Pinball,
        WeightedQuantileLoss = size > 0 && Pinball is { } loss && double.IsFinite(2 * loss / size) ? 2 * loss / size : null,
        Crps = Crps,
    };

    private static double? Rounded(double? metric) => metric is { } value
        ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : null;
}
