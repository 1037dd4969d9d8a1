using Backtest.Core.Models;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Evaluation;

/// <summary>
/// Intervals for models without a predictive distribution of their own: normal, with the standard deviation that the
/// backtest's errors had at each step ahead. They stand in where there are too few windows for
/// <see cref="Probabilistic.ConformalIntervals"/>.
/// </summary>
public static class ErrorIntervals
{
    /// <summary>Intervals around point forecasts.</summary>
    /// <param name="point">Point forecasts for the steps 1..h.</param>
    /// <param name="meanSquares">
    /// The backtest's mean squared error per step, null where none is known; beyond the last one the spread grows with the
    /// square root of the step.
    /// </param>
    /// <param name="levels">Coverages in (0, 1).</param>
    public static List<PredictionInterval> Around(double[] point, IReadOnlyList<double?> meanSquares, ReadOnlySpan<double> levels)
    {
        var spread = Spread(meanSquares, point.Length);
        var intervals = new List<PredictionInterval>(levels.Length);
        foreach (var level in levels)
        {
            var quantile = Normal.InvCDF(0, 1, 0.5 + (level / 2));
            intervals.Add(new PredictionInterval(
                level,
                [.. point.Select((value, h) => value - (quantile * spread[h]))],
                [.. point.Select((value, h) => value + (quantile * spread[h]))]));
        }

        return intervals;
    }

    // A forecast further ahead is no surer: steps whose errors happened to be smaller are averaged with the ones before
    // them (pool adjacent violators; Barlow, Bartholomew, Bremner and Brunk, 1972).
    private static double[] Spread(IReadOnlyList<double?> meanSquares, int horizon)
    {
        // A step without a known error takes the spread of the one before it, the first ones that of the first known.
        var first = meanSquares.FirstOrDefault(known => known is not null) ?? 0;
        var blocks = new Stack<(double Mean, int Count)>();
        foreach (var known in meanSquares)
        {
            var block = (Mean: known ?? (blocks.TryPeek(out var last) ? last.Mean : first), Count: 1);
            while (blocks.TryPeek(out var previous) && previous.Mean > block.Mean)
            {
                blocks.Pop();
                var count = previous.Count + block.Count;
                block = (((previous.Mean * previous.Count) + (block.Mean * block.Count)) / count, count);
            }

            blocks.Push(block);
        }

        var variances = blocks.Reverse().SelectMany(block => Enumerable.Repeat(block.Mean, block.Count)).ToArray();
        var spread = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            spread[h] = Math.Sqrt(h < variances.Length ? variances[h] : variances[^1] * (h + 1) / variances.Length);
        }

        return spread;
    }
}
