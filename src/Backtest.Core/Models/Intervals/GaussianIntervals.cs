using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Intervals;

/// <summary>Intervals of normal forecasts.</summary>
internal static class GaussianIntervals
{
    /// <summary>Checks a request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is below 1, or a level is not between 0 and 1.</exception>
    public static void Check(int horizon, ReadOnlySpan<double> levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        foreach (var level in levels)
        {
            if (!(level > 0 && level < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(levels), level, "A coverage lies between 0 and 1, such as 0.95.");
            }
        }
    }

    /// <summary>Distance of the bounds of a central interval from the mean, in standard deviations.</summary>
    /// <param name="level">Coverage in (0, 1).</param>
    public static double Quantile(double level) => Normal.InvCDF(0, 1, (1 + level) / 2);

    /// <summary>Central intervals per level.</summary>
    /// <param name="mean">Mean per step.</param>
    /// <param name="deviation">Standard deviation per step.</param>
    /// <param name="levels">Coverages.</param>
    public static PredictionInterval[] Around(double[] mean, double[] deviation, ReadOnlySpan<double> levels)
    {
        var intervals = new PredictionInterval[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var quantile = Quantile(levels[i]);
            var (lower, upper) = (new double[mean.Length], new double[mean.Length]);
            for (var h = 0; h < mean.Length; h++)
            {
                lower[h] = mean[h] - (quantile * deviation[h]);
                upper[h] = mean[h] + (quantile * deviation[h]);
            }

            intervals[i] = new PredictionInterval(levels[i], lower, upper);
        }

        return intervals;
    }
}
