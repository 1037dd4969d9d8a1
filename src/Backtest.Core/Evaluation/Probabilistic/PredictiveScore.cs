using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// Scores of a predictive distribution, known by its central intervals, for one value; NaN if the intervals that they need are not known.
/// </summary>
/// <param name="Lower80">Lower bound of the 80 % interval.</param>
/// <param name="Upper80">Upper bound of the 80 % interval.</param>
/// <param name="Winkler80">Interval score of the 80 % interval.</param>
/// <param name="Winkler95">Interval score of the 95 % interval.</param>
/// <param name="Pinball">Mean pinball loss of the quantiles 0.1, 0.2, ..., 0.9.</param>
/// <param name="Crps">Continuous ranked probability score.</param>
public readonly record struct PredictiveScore(
    double Lower80, double Upper80, double Winkler80, double Winkler95, double Pinball, double Crps)
{
    private static readonly double[] NormalQuantiles = [.. Levels.ToArray().Select(GaussianIntervals.Quantile)];

    /// <summary>The coverages of the intervals that a score needs, ascending.</summary>
    public static ReadOnlySpan<double> Levels => IntervalLevels.Coverages;

    /// <summary>Scores the distribution of one step.</summary>
    /// <param name="actual">The observed value.</param>
    /// <param name="point">The point forecast, used as the median.</param>
    /// <param name="intervals">
    /// One interval per element of <see cref="Levels"/>, in that order; or those of some levels alone, which do not give the scores of
    /// quantiles.
    /// </param>
    /// <param name="step">Index of the step in the intervals, from 0.</param>
    public static PredictiveScore Of(double actual, double point, IReadOnlyList<PredictionInterval> intervals, int step)
    {
        if (intervals.Count < Levels.Length)
        {
            return OfSome(actual, intervals, step);
        }

        var count = Levels.Length;
        var probabilities = IntervalLevels.Probabilities;
        Span<double> quantiles = stackalloc double[probabilities.Length];
        quantiles[count] = point;
        for (var k = 0; k < count; k++)
        {
            quantiles[count - 1 - k] = intervals[k].Lower[step];
            quantiles[count + 1 + k] = intervals[k].Upper[step];
        }

        // The deciles are the nine in the middle.
        var pinball = 0.0;
        for (var k = count - 4; k <= count + 4; k++)
        {
            pinball += PinballLoss.Of(actual, quantiles[k], probabilities[k]);
        }

        return OfSome(actual, intervals, step) with
        {
            Pinball = pinball / 9,
            Crps = NormalDeviation(quantiles) is { } deviation
                ? Probabilistic.Crps.OfNormal(actual, point, deviation)
                : Probabilistic.Crps.OfQuantiles(actual, probabilities, quantiles),
        };
    }

    private static PredictiveScore OfSome(double actual, IReadOnlyList<PredictionInterval> intervals, int step)
    {
        var (lower80, upper80) = Bounds(0.8);
        var (lower95, upper95) = Bounds(0.95);
        return new PredictiveScore(
            lower80,
            upper80,
            IntervalScore.Of(actual, lower80, upper80, 0.8),
            IntervalScore.Of(actual, lower95, upper95, 0.95),
            double.NaN,
            double.NaN);

        (double Lower, double Upper) Bounds(double level) => intervals.FirstOrDefault(interval => interval.Level == level) is { } found
            ? (found.Lower[step], found.Upper[step])
            : (double.NaN, double.NaN);
    }

    // The standard deviation if the quantiles are those of a normal distribution, as for ARIMA without Box-Cox; otherwise null.
    private static double? NormalDeviation(ReadOnlySpan<double> quantiles)
    {
        var count = Levels.Length;
        var point = quantiles[count];
        var deviation = (quantiles[^1] - quantiles[0]) / (2 * NormalQuantiles[^1]);
        var tolerance = (1e-9 * deviation) + (1e-12 * Math.Abs(point));
        for (var k = 0; k < count; k++)
        {
            var distance = NormalQuantiles[k] * deviation;
            if (!(Math.Abs(point - quantiles[count - 1 - k] - distance) <= tolerance
                && Math.Abs(quantiles[count + 1 + k] - point - distance) <= tolerance))
            {
                return null;
            }
        }

        return deviation;
    }
}
