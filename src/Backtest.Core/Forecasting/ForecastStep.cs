using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Series;

namespace Backtest.Core.Forecasting;

/// <summary>The forecast of one step ahead, in units of the series.</summary>
/// <param name="Step">1 for the first step after the last value.</param>
/// <param name="Time">Its time; null if the series has no regular step.</param>
/// <param name="Value">The point forecast.</param>
/// <param name="Intervals">One interval per level.</param>
/// <param name="Ranges">Probabilities of ranges of values if the model is a classifier; otherwise null.</param>
public sealed record ForecastStep(
    int Step, DateTimeOffset? Time, double Value, IReadOnlyList<ForecastBounds> Intervals, IReadOnlyList<RangeProbability>? Ranges = null)
{
    /// <summary>Makes the steps of a forecast.</summary>
    /// <param name="forecast">Point forecasts, and intervals if the model has its own.</param>
    /// <param name="series">The series that it continues.</param>
    /// <param name="levels">Coverages in percent.</param>
    /// <param name="calibration">Source of intervals if the model has none of its own; null for none.</param>
    /// <param name="protocol">The protocol of the run.</param>
    public static ForecastStep[] Of(
        Forecast forecast, TimeSeries series, IReadOnlyList<double> levels, ConformalIntervals? calibration, BacktestProtocol protocol)
    {
        var (points, intervals, ranges) = protocol.Finish(forecast, calibration, [.. levels.Select(level => level / 100)]);
        var times = series.TimesAfter(points.Length);
        return
        [
            .. points.Select((value, h) => new ForecastStep(
                h + 1,
                times?[h],
                value,
                [.. intervals.Select((interval, k) => new ForecastBounds(levels[k], Finite(interval.Lower[h]), Finite(interval.Upper[h])))],
                ranges?[h])),
        ];
    }

    private static double? Finite(double bound) => double.IsFinite(bound) ? bound : null;
}
