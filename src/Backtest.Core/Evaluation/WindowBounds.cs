using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Evaluation;

/// <summary>
/// The intervals of a window in few numbers, to four digits of their distance from the forecast. Those of a normal distribution follow
/// from a standard deviation.
/// </summary>
/// <param name="Deviations">
/// The standard deviation of each step, if all intervals are those of a normal distribution around the forecast; null elsewhere.
/// </param>
/// <param name="Distances">
/// Otherwise for each level the distances of the bounds from the forecast; null for infinite bounds.
/// </param>
public sealed record WindowBounds(IReadOnlyList<double>? Deviations, IReadOnlyList<WindowInterval>? Distances)
{
    private const int Digits = 4;

    // Half a unit of the last digit.
    private const double Tolerance = 5e-4;

    private static readonly double[] Quantiles = [.. WindowInterval.KeptLevels.Select(GaussianIntervals.Quantile)];

    /// <summary>The bounds of a window.</summary>
    /// <param name="window">The window, which has intervals.</param>
    internal static WindowBounds Of(WindowScore window) =>
        DeviationsOf(window.Yhat, window.Intervals!) is { } deviations ? new WindowBounds(deviations, null)
        : new WindowBounds(null, [.. window.Intervals!.Select(interval => interval with
        {
            Lower = [.. window.Yhat.Select((value, k) => PredictiveMetrics.Rounded(value - interval.Lower[k], Digits))],
            Upper = [.. window.Yhat.Select((value, k) => PredictiveMetrics.Rounded(interval.Upper[k] - value, Digits))],
        })]);

    /// <summary>The intervals.</summary>
    /// <param name="yhat">The forecasts of the window.</param>
    internal IReadOnlyList<WindowInterval> Around(IReadOnlyList<double> yhat) => Deviations is { } deviations
        ? [.. WindowInterval.KeptLevels.Select((level, which) => new WindowInterval(
            100 * level,
            [.. yhat.Select((value, k) => (double?)(value - (Quantiles[which] * deviations[k])))],
            [.. yhat.Select((value, k) => (double?)(value + (Quantiles[which] * deviations[k])))]))]
        : [.. Distances!.Select(distances => distances with
        {
            Lower = [.. yhat.Select((value, k) => value - distances.Lower[k])],
            Upper = [.. yhat.Select((value, k) => value + distances.Upper[k])],
        })];

    private static double[]? DeviationsOf(IReadOnlyList<double> yhat, IReadOnlyList<WindowInterval> intervals)
    {
        if (!intervals.Select(interval => interval.Level).SequenceEqual(WindowInterval.KeptLevels.Select(level => 100 * level)))
        {
            return null;
        }

        var deviations = new double[yhat.Count];
        for (var k = 0; k < deviations.Length; k++)
        {
            if (intervals[^1].Upper[k] is not { } widest)
            {
                return null;
            }

            var deviation = (widest - yhat[k]) / Quantiles[^1];
            for (var which = 0; which < intervals.Count; which++)
            {
                var half = Quantiles[which] * deviation;
                if (!(Math.Abs(yhat[k] - (intervals[which].Lower[k] ?? double.NaN) - half) <= Tolerance * half
                    && Math.Abs((intervals[which].Upper[k] ?? double.NaN) - yhat[k] - half) <= Tolerance * half))
                {
                    return null;
                }
            }

            deviations[k] = PredictiveMetrics.Rounded(deviation, Digits)!.Value;
        }

        return deviations;
    }
}
