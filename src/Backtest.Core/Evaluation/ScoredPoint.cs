using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Evaluation;

/// <summary>A forecast with its actual value and the scales of the training part.</summary>
/// <param name="Actual">The observed value.</param>
/// <param name="Forecast">The forecast value.</param>
/// <param name="Scale">Scales of the training part.</param>
/// <param name="Lower95">Lower bound of the model's 95 % interval; NaN if it has none.</param>
/// <param name="Upper95">Upper bound of the model's 95 % interval; NaN if it has none.</param>
/// <param name="Predictive">Scores of the predictive distribution; null if there is none.</param>
public readonly record struct ScoredPoint(
    double Actual, double Forecast, ErrorScale Scale, double Lower95, double Upper95, PredictiveScore? Predictive = null)
{
    /// <summary>A forecast with its intervals.</summary>
    /// <param name="actual">The observed value.</param>
    /// <param name="forecast">The forecast value.</param>
    /// <param name="scale">Scales of the training part.</param>
    /// <param name="intervals">Its intervals; null if there are none.</param>
    /// <param name="step">Index of the step in the intervals, from 0.</param>
    internal static ScoredPoint Of(
        double actual, double forecast, ErrorScale scale, IReadOnlyList<PredictionInterval>? intervals, int step)
    {
        var widest = intervals?.FirstOrDefault(interval => interval.Level == 0.95);
        return new ScoredPoint(
            actual,
            forecast,
            scale,
            widest?.Lower[step] ?? double.NaN,
            widest?.Upper[step] ?? double.NaN,
            intervals is null ? null : PredictiveScore.Of(actual, forecast, intervals, step));
    }
}
