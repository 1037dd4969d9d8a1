using MathNet.Numerics.Optimization;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The Box-Cox parameter that makes the spread of seasons, or of pairs of values, vary least with their level
/// (Guerrero, 1993, Journal of Forecasting 12, 37-48), between -1 and 2 as in R's forecast.
/// </summary>
internal static class Guerrero
{
    private const double Least = -1;
    private const double Largest = 2;
    private const double Step = 0.1;
    private const double Tolerance = 1e-6;

    /// <summary>Chooses the parameter.</summary>
    /// <param name="values">Values in time order, missing ones NaN; with one that is not positive the parameter is at least 0.</param>
    /// <param name="seasonLength">Season length m; 1 for none.</param>
    /// <returns>The parameter; 1, which transforms nothing, where there are no more than two seasons or the spread is 0 everywhere.</returns>
    public static double Lambda(ReadOnlySpan<double> values, int seasonLength)
    {
        if (values.Length <= 2 * seasonLength)
        {
            return 1;
        }

        var length = Math.Max(2, seasonLength);
        var seasons = new List<(double Mean, double Deviation)>();
        var isPositive = true;
        for (var start = values.Length % length; start < values.Length; start += length)
        {
            var season = values.Slice(start, length).ToArray().Where(value => !double.IsNaN(value)).ToList();
            isPositive &= season.TrueForAll(value => value > 0);
            if (season.Count > 1)
            {
                var mean = season.Average();
                seasons.Add((mean, Math.Sqrt(season.Sum(value => (value - mean) * (value - mean)) / (season.Count - 1))));
            }
        }

        return seasons.Exists(season => season.Deviation > 0)
            ? Minimise(lambda => Variation([.. seasons.Select(season => season.Deviation / Math.Pow(season.Mean, 1 - lambda))]), isPositive ? Least : 0)
            : 1;
    }

    // The best of a few points, and between its neighbours the minimum; an end of the range where it is best itself.
    private static double Minimise(Func<double, double> variation, double least)
    {
        var points = (int)Math.Round((Largest - least) / Step);
        var best = Enumerable.Range(0, points + 1).MinBy(k => variation(least + (k * Step)));
        var lambda = least + (best * Step);
        return best == 0 || best == points
            ? lambda
            : GoldenSectionMinimizer.Minimum(ObjectiveFunction.ScalarValue(variation), lambda - Step, lambda + Step, Tolerance).MinimizingPoint;
    }

    // The standard deviation of the ratios over their mean.
    private static double Variation(double[] ratios)
    {
        var mean = ratios.Average();
        return Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Length - 1)) / mean;
    }
}
