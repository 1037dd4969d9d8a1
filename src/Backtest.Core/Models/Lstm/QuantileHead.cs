using Backtest.Core.Models.Intervals;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Lstm;

/// <summary>The output of networks that forecast the quantiles of <see cref="IntervalLevels.Probabilities"/> for each step.</summary>
/// <remarks>
/// The median is its x itself. The distance of each other quantile from its neighbour towards the median is that of a standard normal
/// distribution times (x + sqrt(x^2 + 4)) / 2 (the squareplus of Barron, 2021, arXiv 2112.11687). That is positive, so quantiles never
/// cross, whatever the weights. It is smooth, while sorted outputs have a kink where two are equal. At x = 0, about the start of a
/// training, it is 1. It needs only a square root, which has the same bits on every processor.
/// </remarks>
public static class QuantileHead
{
    private static readonly float[] AllSpacings = [.. Enumerable.Range(0, Count).Select(SpacingOf)];

    /// <summary>Number of quantiles of a step.</summary>
    public static int Count => IntervalLevels.Probabilities.Length;

    /// <summary>Index of the median.</summary>
    public static int Median => Count / 2;

    /// <summary>The distances of the standard normal distribution's quantiles from their neighbours; 0 for the median.</summary>
    public static ReadOnlySpan<float> Spacings => AllSpacings;

    /// <summary>Replaces the x of a step by its quantiles.</summary>
    internal static void Apply(Span<float> step)
    {
        var median = step[Median];
        var distance = 0f;
        for (var k = Median + 1; k < Count; k++)
        {
            distance += AllSpacings[k] * Squareplus(step[k]);
            step[k] = median + distance;
        }

        distance = 0;
        for (var k = Median - 1; k >= 0; k--)
        {
            distance += AllSpacings[k] * Squareplus(step[k]);
            step[k] = median - distance;
        }
    }

    /// <summary>Turns derivatives by the quantiles of a step into those by its x.</summary>
    internal static void MultiplyByDerivative(ReadOnlySpan<float> step, Span<float> gradients)
    {
        // A quantile moves all quantiles beyond it, and the median moves all.
        var above = 0f;
        for (var k = Count - 1; k > Median; k--)
        {
            above += gradients[k];
            gradients[k] = above * Slope(k, step[k] - step[k - 1]);
        }

        var below = 0f;
        for (var k = 0; k < Median; k++)
        {
            below += gradients[k];
            gradients[k] = -below * Slope(k, step[k + 1] - step[k]);
        }

        gradients[Median] += above + below;
    }

    private static float SpacingOf(int k)
    {
        static double Quantile(int k) => Normal.InvCDF(0, 1, IntervalLevels.Probabilities[k]);
        var neighbour = k + Math.Sign(Median - k);
        return (float)Math.Abs(Quantile(k) - Quantile(neighbour));
    }

    // Avoids the difference of nearly equal numbers for negative x in (x + sqrt(x^2 + 4)) / 2.
    private static float Squareplus(float x) => MathF.Max(x, 0) + (2 / (MathF.Sqrt((x * x) + 4) + MathF.Abs(x)));

    // For s = squareplus(x), x is s - 1/s, and the slope s^2 / (s^2 + 1).
    private static float Slope(int k, float distance)
    {
        var square = distance / AllSpacings[k] * (distance / AllSpacings[k]);
        return AllSpacings[k] * (square / (square + 1));
    }
}
