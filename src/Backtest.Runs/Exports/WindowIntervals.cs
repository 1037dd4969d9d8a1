using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;

namespace Backtest.Runs.Exports;

/// <summary>The intervals of forecasts in a window, which knew nothing after its cutoff.</summary>
internal static class WindowIntervals
{
    /// <summary>
    /// Those of the model itself. A model without intervals of its own has those of its errors in windows that were over by then, as it has
    /// on the hold-out; in the first windows it has none.
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="calibration">The errors in all windows.</param>
    /// <param name="protocol">The protocol of the run.</param>
    /// <returns>The 80 % and 95 % intervals, as far as there are any.</returns>
    public static IReadOnlyList<WindowInterval> Of(WindowScore window, ConformalIntervals calibration, BacktestProtocol protocol)
    {
        // Earlier versions stored no more than the metrics of a model's own intervals.
        var hasOwn = window.Metrics is { Coverage80: not null } or { Coverage95: not null };
        if (window.Intervals is not null || hasOwn || calibration.KnownAt(window.Cutoff + 1) is not { } known)
        {
            return window.Intervals ?? [];
        }

        var point = new Forecast([.. new double[protocol.Gap], .. window.Yhat], []);
        return
        [
            .. protocol.Finish(point, known, [.. WindowInterval.KeptLevels]).Intervals.Select(interval => new WindowInterval(
                100 * interval.Level, Bounds(interval.Lower), Bounds(interval.Upper))),
        ];

        double?[] Bounds(double[] bounds) =>
            Array.ConvertAll(bounds[protocol.Gap..], bound => double.IsFinite(bound) ? bound : (double?)null);
    }
}
