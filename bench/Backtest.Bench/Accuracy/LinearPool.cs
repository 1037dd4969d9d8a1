using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using MathNet.Numerics.Distributions;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// The mean of several methods' forecasts. Its intervals are those of the normal distribution with the variance of the linear pool,
/// the mixture of the methods' distributions in equal shares: the squared half-width is the mean of theirs, plus the squared normal
/// quantile times the mean squared distance of their points from the mean. Half-widths below and above the points are pooled apart, since
/// not all intervals are symmetric.
/// </summary>
internal static class LinearPool
{
    /// <summary>Pools forecasts.</summary>
    /// <param name="forecasts">
    /// At least one, with equal numbers of steps; intervals, if all have them, need the same levels in the same order.
    /// </param>
    public static Forecast Of(IReadOnlyList<Forecast> forecasts)
    {
        double[] point = [.. forecasts[0].Point.Index().Select(step => forecasts.Average(one => one.Point[step.Index]))];
        return new Forecast(point, forecasts.Any(one => one.Intervals.Count == 0)
            ? []
            : [.. forecasts[0].Intervals.Index().Select(level => Pool(forecasts, point, level.Index))]);
    }

    private static PredictionInterval Pool(IReadOnlyList<Forecast> forecasts, double[] point, int index)
    {
        var level = forecasts[0].Intervals[index].Level;
        var quantile = Normal.InvCDF(0, 1, (1 + level) / 2);
        double HalfWidth(int step, Func<PredictionInterval, double[]> bounds) => Math.Sqrt(forecasts.Average(one =>
            Math.Pow(bounds(one.Intervals[index])[step] - one.Point[step], 2) + Math.Pow(quantile * (one.Point[step] - point[step]), 2)));
        return new PredictionInterval(
            level,
            [.. point.Select((value, step) => value - HalfWidth(step, interval => interval.Lower))],
            [.. point.Select((value, step) => value + HalfWidth(step, interval => interval.Upper))]);
    }
}
