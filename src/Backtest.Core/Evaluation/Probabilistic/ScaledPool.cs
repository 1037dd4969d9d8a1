using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// Scales the pooled intervals of an ensemble to its errors in past windows. A pool of calibrated distributions covers more often than it
/// claims (Gneiting and Ranjan, 2013, Electronic Journal of Statistics 7, 1747-1782), and models such as a seasonal random walk
/// overestimate the uncertainty of steps far ahead.
/// </summary>
/// <remarks>
/// Errors of all steps are pooled, each relative to the half-width of its step and side. Of n such errors, the ceil((n + 1) level)-th
/// smallest is the factor for the half-widths of a level, as in split-conformal prediction. Errors within a window are correlated, so w
/// windows take the factor to the power of w / (w + 1), with overlapping windows counted in part. A window counts if
/// <see cref="FewestErrors"/> or more values were forecast before it, since errors affect the members' weights from there on. With
/// fewer errors than that, the intervals are not scaled.
/// </remarks>
public static class ScaledPool
{
    /// <summary>Fewest errors to scale by, and fewest values before a window that counts.</summary>
    public const int FewestErrors = AutomaticEnsemble.FewestValues;

    // Weight of the unscaled intervals, in windows.
    private const double Doubt = 1;

    /// <summary>Whether the windows have enough errors to scale by.</summary>
    /// <param name="calibration">The errors in the windows.</param>
    public static bool IsKnown(ConformalIntervals calibration) => Windows(calibration).Sum(Errors) >= FewestErrors;

    /// <summary>The scaled intervals; unchanged if the windows have too few errors.</summary>
    /// <param name="forecast">A forecast with pooled intervals.</param>
    /// <param name="calibration">The errors in the windows.</param>
    public static Forecast Of(Forecast forecast, ConformalIntervals calibration)
    {
        var windows = Windows(calibration);
        if (forecast.Intervals.Count == 0 || windows.Sum(Errors) < FewestErrors)
        {
            return forecast;
        }

        var independent = ConformalIntervals.Independent(windows, windows.Max(window => window.Yhat.Count));
        var (lower, upper) = (forecast.Point, forecast.Point);
        var scaled = new Dictionary<double, PredictionInterval>();
        foreach (var interval in forecast.Intervals.DistinctBy(interval => interval.Level).OrderBy(interval => interval.Level))
        {
            var ratios = Ratios(forecast.Point, interval, windows, calibration.Gap);
            var rank = Math.Min(ratios.Length, (int)Math.Ceiling(((ratios.Length + 1) * interval.Level) - 1e-9));
            var factor = rank == 0 ? 1 : Math.Pow(ratios[rank - 1], independent / (independent + Doubt));

            // A higher level is never narrower.
            lower = [.. forecast.Point.Select((value, h) => Math.Min(lower[h], value - (factor * (value - interval.Lower[h]))))];
            upper = [.. forecast.Point.Select((value, h) => Math.Max(upper[h], value + (factor * (interval.Upper[h] - value))))];
            scaled.Add(interval.Level, new PredictionInterval(interval.Level, lower, upper));
        }

        return forecast with { Intervals = [.. forecast.Intervals.Select(interval => scaled[interval.Level])] };
    }

    private static List<WindowScore> Windows(ConformalIntervals calibration) => [.. calibration.Windows.Where(window =>
        WindowScore.ValuesBefore(calibration.Windows, window.TestStart - calibration.Gap) >= FewestErrors)];

    private static int Errors(WindowScore window) => window.Y.Count(value => value is not null);

    // In ascending order. Steps beyond the forecast are ignored, and so are those with intervals of width 0.
    private static double[] Ratios(double[] point, PredictionInterval interval, List<WindowScore> windows, int gap)
    {
        var ratios = new List<double>();
        foreach (var window in windows)
        {
            for (var k = 0; k < window.Yhat.Count && k + gap < point.Length; k++)
            {
                if (window.Y[k] is { } actual)
                {
                    var (h, error) = (k + gap, Metrics.Error(actual, window.Yhat[k]));
                    var half = error > 0 ? point[h] - interval.Lower[h] : interval.Upper[h] - point[h];
                    if (half > 0 && double.IsFinite(half))
                    {
                        ratios.Add(Math.Abs(error) / half);
                    }
                }
            }
        }

        ratios.Sort();
        return [.. ratios];
    }
}
