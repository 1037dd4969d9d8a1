using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// The measures of the M4 competition (Makridakis, Spiliotis and Assimakopoulos, 2020, International Journal of Forecasting 36,
/// 54-74) for the forecast of one series.
/// </summary>
/// <param name="Smape">Symmetric mean absolute percentage error in percent, from 0 to 200.</param>
/// <param name="Mase">Mean absolute error relative to <see cref="ForecastCase.Scale"/>.</param>
/// <param name="Intervals">The measures of the intervals; null if the method has none.</param>
internal sealed record ForecastScore(double Smape, double Mase, ForecastScore.OfIntervals? Intervals)
{
    private const double Narrow = 0.8;
    private const double Wide = 0.95;

    /// <summary>The coverages that are scored.</summary>
    public static ReadOnlySpan<double> Levels => [Narrow, Wide];

    /// <summary>Scores a forecast.</summary>
    /// <param name="one">The series.</param>
    /// <param name="forecast">A forecast of its test part, with an interval per level, or none.</param>
    public static ForecastScore Of(ForecastCase one, Forecast forecast)
    {
        var pairs = forecast.Point.Zip(one.Test).ToList();
        return new ForecastScore(
            pairs.Average(pair => pair.First == pair.Second
                ? 0
                : 200 * Math.Abs(pair.First - pair.Second) / (Math.Abs(pair.First) + Math.Abs(pair.Second))),
            pairs.Average(pair => Math.Abs(pair.First - pair.Second)) / one.Scale,
            forecast.Intervals.Count == 0 ? null : OfIntervals.Of(one, forecast));
    }

    /// <summary>Measures of intervals.</summary>
    /// <param name="Coverage80">Share of the values within the 80 % interval.</param>
    /// <param name="Coverage95">Share of the values within the 95 % interval.</param>
    /// <param name="Msis95">Mean scaled interval score at 95 %.</param>
    internal sealed record OfIntervals(double Coverage80, double Coverage95, double Msis95)
    {
        /// <summary>Scores the intervals of a forecast.</summary>
        public static OfIntervals Of(ForecastCase one, Forecast forecast)
        {
            var (at80, at95) = (forecast.Intervals.Single(interval => interval.Level == Narrow),
                forecast.Intervals.Single(interval => interval.Level == Wide));
            return new OfIntervals(
                Coverage(one.Test, at80),
                Coverage(one.Test, at95),
                one.Test.Index()
                    .Average(step => IntervalScore.Of(step.Item, at95.Lower[step.Index], at95.Upper[step.Index], Wide)) / one.Scale);
        }

        private static double Coverage(double[] actual, PredictionInterval interval) =>
            actual.Index().Average(step => step.Item >= interval.Lower[step.Index] && step.Item <= interval.Upper[step.Index] ? 1.0 : 0.0);
    }
}
