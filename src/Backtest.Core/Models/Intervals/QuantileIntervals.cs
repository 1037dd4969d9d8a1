using Backtest.Core.Numerics;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Intervals;

/// <summary>Central intervals from the quantiles of <see cref="IntervalLevels.Probabilities"/>.</summary>
/// <remarks>
/// Between two quantiles, bounds are interpolated linearly over the quantiles of a normal distribution; beyond the outermost ones, their
/// distance from the median, or with a logarithm that of their logarithms, grows like that of a normal distribution.
/// </remarks>
internal static class QuantileIntervals
{
    private static readonly double[] Normals =
        [.. IntervalLevels.Probabilities.ToArray().Select(probability => Normal.InvCDF(0, 1, probability))];

    /// <summary>The intervals of some levels.</summary>
    /// <param name="quantiles">Nondecreasing quantiles by step.</param>
    /// <param name="levels">Coverages in (0, 1).</param>
    /// <param name="isLog">Whether the distribution of the logarithms continues like a normal one, so that bounds stay positive.</param>
    public static PredictionInterval[] Of(IReadOnlyList<double[]> quantiles, ReadOnlySpan<double> levels, bool isLog)
    {
        var intervals = new PredictionInterval[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var (below, above) = ((1 - levels[i]) / 2, (1 + levels[i]) / 2);
            intervals[i] = new PredictionInterval(
                levels[i], [.. quantiles.Select(step => At(step, below, isLog))], [.. quantiles.Select(step => At(step, above, isLog))]);
        }

        return intervals;
    }

    private static double At(double[] quantiles, double probability, bool isLog)
    {
        var known = IntervalLevels.Probabilities.IndexOf(probability);
        if (known >= 0)
        {
            return quantiles[known];
        }

        var z = Normal.InvCDF(0, 1, probability);
        var median = quantiles.Length / 2;
        if (Math.Abs(z) > Normals[^1])
        {
            var (centre, outermost) = (quantiles[median], z < 0 ? quantiles[0] : quantiles[^1]);
            var distance = Math.Abs(z) / Normals[^1];
            return isLog && outermost > 0
                ? centre * PortableMath.Exp(distance * PortableMath.Log(outermost / centre))
                : centre + ((outermost - centre) * distance);
        }

        var next = Array.FindIndex(Normals, normal => normal >= z);
        next = Math.Max(1, next);
        var share = (z - Normals[next - 1]) / (Normals[next] - Normals[next - 1]);
        return quantiles[next - 1] + (share * (quantiles[next] - quantiles[next - 1]));
    }
}
