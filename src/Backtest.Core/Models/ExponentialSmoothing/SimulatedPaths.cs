using Backtest.Core.Models.Intervals;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// Intervals of forms without a known forecast distribution or variance, from simulated paths (Hyndman et al., 2008,
/// section 6.1). The paths are the same in every call.
/// </summary>
internal static class SimulatedPaths
{
    private const int Count = 5000;
    private const ulong Seed = 1;

    /// <summary>Central intervals per level: quantiles of the paths, interpolated between neighbours.</summary>
    /// <param name="components">A form with additive errors.</param>
    /// <param name="parameters">Smoothing parameters.</param>
    /// <param name="state">The state after the last value.</param>
    /// <param name="sigma2">Variance of the errors.</param>
    /// <param name="horizon">Number of steps.</param>
    /// <param name="levels">Coverages.</param>
    public static PredictionInterval[] Intervals(
        EtsComponents components, SmoothingParameters parameters, EtsState state, double sigma2, int horizon, ReadOnlySpan<double> levels)
    {
        var paths = Simulate(components, parameters, state, Math.Sqrt(sigma2), horizon);
        var intervals = new PredictionInterval[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            intervals[i] = new PredictionInterval(levels[i], new double[horizon], new double[horizon]);
        }

        for (var h = 0; h < horizon; h++)
        {
            Array.Sort(paths[h]);
            for (var i = 0; i < levels.Length; i++)
            {
                intervals[i].Lower[h] = Quantile(paths[h], (1 - levels[i]) / 2);
                intervals[i].Upper[h] = Quantile(paths[h], (1 + levels[i]) / 2);
            }
        }

        return intervals;
    }

    // One array per step. A path whose level or season reaches 0 or less has left the model, and continues without errors.
    private static double[][] Simulate(
        EtsComponents components, SmoothingParameters parameters, EtsState state, double deviation, int horizon)
    {
        var random = new SeededRandom(Seed);
        var paths = new double[horizon][];
        for (var h = 0; h < horizon; h++)
        {
            paths[h] = new double[Count];
        }

        for (var k = 0; k < Count; k++)
        {
            var recursion = EtsRecursion.From(components.Season, parameters, state);
            for (var h = 0; h < horizon; h++)
            {
                var forecast = recursion.Predict();
                var error = deviation * random.NextNormal();
                paths[h][k] = forecast + error;
                recursion.Advance(recursion.Base > 0 && recursion.Seasonal > 0 ? error : 0);
            }
        }

        return paths;
    }

    private static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
