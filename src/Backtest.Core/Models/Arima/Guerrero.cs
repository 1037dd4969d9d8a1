using Backtest.Core.Diagnostics;
using Backtest.Core.Problems;
using MathNet.Numerics.Optimization;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The Box-Cox parameter for which the spread of seasons, or of pairs of values, depends least on their level
/// (Guerrero, 1993, Journal of Forecasting 12, 37-48), between -1 and 2 as in R's forecast.
/// </summary>
internal static class Guerrero
{
    private const double Least = -1;
    private const double Largest = 2;
    private const double Step = 0.1;
    private const double Tolerance = 1e-6;

    // Squares of larger numbers, or of the inverses of smaller ones, overflow or lose their digits.
    private const int LargestExponent = 128;

    /// <summary>Chooses the parameter.</summary>
    /// <param name="values">
    /// Values in time order, NaN where missing; if one is 0 the parameter is above 0, so that the transformation is defined.
    /// </param>
    /// <param name="seasonLength">Season length m; 1 for none.</param>
    /// <returns>
    /// The parameter; 1, the identity, if there are at most two seasons, the spread is 0 everywhere or the
    /// level is constant.
    /// </returns>
    /// <exception cref="FitException">A value is negative.</exception>
    public static double Lambda(ReadOnlySpan<double> values, int seasonLength)
    {
        var isPositive = true;
        for (var t = 0; t < values.Length; t++)
        {
            BoxCox.Require(values[t], Step, t);
            isPositive &= values[t] != 0;
        }

        var seasons = values.Length > 2 * seasonLength ? Seasons(values, Math.Max(2, seasonLength)) : [];
        double[] means = [.. seasons.Select(season => season.Mean)];
        return seasons.Exists(season => season.Deviation > 0) && !ObservedValues.AreEqual(means, ObservedValues.Magnitude(means))
            ? Minimise(lambda => Variation([.. seasons.Select(season => season.Deviation / Math.Pow(season.Mean, 1 - lambda))]), isPositive
                ? Least
                : Step)
            : 1;
    }

    // A season of zeros has no spread at any level.
    private static List<(double Mean, double Deviation)> Seasons(ReadOnlySpan<double> values, int length)
    {
        var magnitude = ObservedValues.Magnitude(values);
        var exponent = magnitude > 0 && Math.ILogB(magnitude) is var power && Math.Abs(power) > LargestExponent ? power : 0;
        var seasons = new List<(double Mean, double Deviation)>();
        for (var start = values.Length % length; start < values.Length; start += length)
        {
            var season = ObservedValues.WithoutMissing(values.Slice(start, length).ToArray());
            if (season.Length > 1 && Array.Exists(season, value => value > 0))
            {
                season = Array.ConvertAll(season, value => Math.ScaleB(value, -exponent));
                var mean = season.Average();
                seasons.Add((mean, Math.Sqrt(season.Sum(value => (value - mean) * (value - mean)) / (season.Length - 1))));
            }
        }

        return seasons;
    }

    // The best of a few points, refined between its neighbours; an end of the range if it is the best point.
    private static double Minimise(Func<double, double> variation, double least)
    {
        var points = (int)Math.Round((Largest - least) / Step);
        var best = Enumerable.Range(0, points + 1).MinBy(k => variation(least + (k * Step)));
        var lambda = least + (best * Step);
        return best == 0 || best == points
            ? lambda
            : GoldenSectionMinimizer.Minimum(
                ObjectiveFunction.ScalarValue(variation), lambda - Step, lambda + Step, Tolerance).MinimizingPoint;
    }

    // The standard deviation of the ratios over their mean; the largest number if the levels are too far apart to compute it.
    private static double Variation(double[] ratios)
    {
        var mean = ratios.Average();
        var variation = Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Length - 1)) / mean;
        return double.IsFinite(variation) ? variation : double.MaxValue;
    }
}
