using Backtest.Core.Evaluation.Probabilistic;

namespace Backtest.Core.Evaluation;

/// <summary>Computes accuracy metrics from forecasts and actual values.</summary>
public static class Metrics
{
    // About a dozen units in the last place: the rounding error of sums with this many terms.
    private const double Rounding = 1e-14;

    /// <summary>Computes the metrics over a set of forecasts.</summary>
    /// <param name="points">Forecasts and actual values; those with a missing actual value are ignored.</param>
    /// <returns>The metrics; null if no actual value is known.</returns>
    public static MetricSet? Of(IEnumerable<ScoredPoint> points)
    {
        var known = points.Where(point => !double.IsNaN(point.Actual)).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var mse = known.Average(point => Square(Error(point)));
        var mean = known.Average(point => point.Actual);
        var variance = known.Average(point => Square(point.Actual - mean));

        // The rounded mean of equal values may differ from them, so their computed variance may not be 0.
        var varies = known.Exists(point => point.Actual != known[0].Actual) && double.IsFinite(variance);
        var size = known.Average(point => Math.Abs(point.Actual));
        var predictive = known.TrueForAll(point => point.Predictive is not null);
        double? Predicted(Func<ScoredPoint, PredictiveScore, double> score) =>
            predictive ? Finite(known.Average(point => score(point, point.Predictive!.Value))) : null;
        var pinball = Predicted((_, score) => score.Pinball);
        var intervals = known.TrueForAll(point => !double.IsNaN(point.Lower95));
        return new MetricSet
        {
            Count = known.Count,
            Mse = mse,
            Rmse = Math.Sqrt(mse),
            Mae = known.Average(AbsoluteError),
            Mape = known.TrueForAll(point => point.Actual != 0)
                ? Finite(100 * known.Average(point => AbsoluteError(point) / Math.Abs(point.Actual)))
                : null,
            Smape = known.Average(SymmetricPercentageError),
            Mase = known.TrueForAll(point => IsScale(point.Scale.Absolute))
                ? Finite(known.Average(point => AbsoluteError(point) / point.Scale.Absolute))
                : null,
            Rmsse = known.TrueForAll(point => IsScale(point.Scale.Squared))
                ? Finite(Math.Sqrt(known.Average(point => Square(Error(point)) / point.Scale.Squared)))
                : null,
            R2 = varies ? Finite(1 - (mse / variance)) : null,
            Bias = known.Average(Error),
            Coverage80 = Predicted((point, score) => double.IsNaN(score.Lower80) ? double.NaN
                : score.Lower80 <= point.Actual && point.Actual <= score.Upper80 ? 1
                : 0),
            Width80 = Predicted((_, score) => score.Upper80 - score.Lower80),
            Coverage95 = intervals
                ? known.Average(point => point.Lower95 <= point.Actual && point.Actual <= point.Upper95 ? 1.0 : 0.0)
                : null,
            Width95 = intervals ? Finite(known.Average(point => point.Upper95 - point.Lower95)) : null,
            Winkler80 = Predicted((_, score) => score.Winkler80),
            Winkler95 = Predicted((_, score) => score.Winkler95),
            Msis = known.TrueForAll(point => IsScale(point.Scale.Absolute))
                ? Predicted((point, score) => score.Winkler95 / point.Scale.Absolute)
                : null,
            Pinball = pinball,
            WeightedQuantileLoss = size > 0 && pinball is { } loss ? Finite(2 * loss / size) : null,
            Crps = Predicted((_, score) => score.Crps),
        };
    }

    /// <summary>
    /// Forecast minus actual value; 0 for differences within rounding, so that rounding does not rank models that are exact.
    /// </summary>
    internal static double Error(double actual, double forecast)
    {
        var error = forecast - actual;
        return Math.Abs(error) <= Rounding * Math.Max(Math.Abs(actual), Math.Abs(forecast)) ? 0 : error;
    }

    private static double Error(ScoredPoint point) => Error(point.Actual, point.Forecast);

    private static bool IsScale(double scale) => scale > 0 && double.IsFinite(scale);

    // Values near the limits of double precision overflow some metrics only; infinity cannot be ranked or stored.
    private static double? Finite(double metric) => double.IsFinite(metric) ? metric : null;

    private static double AbsoluteError(ScoredPoint point) => Math.Abs(Error(point));

    private static double SymmetricPercentageError(ScoredPoint point)
    {
        var size = Math.Abs(point.Actual) + Math.Abs(point.Forecast);
        return size == 0 ? 0 : 200 * AbsoluteError(point) / size;
    }

    private static double Square(double x) => x * x;
}
