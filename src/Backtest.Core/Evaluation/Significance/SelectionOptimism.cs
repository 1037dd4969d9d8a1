namespace Backtest.Core.Evaluation.Significance;

/// <summary>
/// The expected optimism of the best of many models' score, due to picking it by that score: the bootstrap bias correction of
/// Tsamardinos, Greasidou and Borboudakis (2018), Machine Learning 107, 1895-1922, with the windows of the backtest as samples.
/// Unlike the correction of Tibshirani and Tibshirani (2009), Annals of Applied Statistics 3, 822-829, it does not grow too large
/// with short windows and many models.
/// </summary>
internal static class SelectionOptimism
{
    /// <summary>
    /// The expected loss of the model with the smallest mean loss on windows that took no part in the choice, minus that mean
    /// loss. Each resample picks the best model on the drawn windows and scores it on the others.
    /// </summary>
    /// <param name="losses">Losses of each model, at the same times for all models and in time order.</param>
    /// <param name="blockLength">Length of the bootstrap's blocks, from 1 to the number of losses.</param>
    /// <param name="resamples">Number of bootstrap resamples.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <returns>
    /// The optimism, at least 0, in the unit of the losses; null if there are fewer than 2 models or losses per model, or if blocks are so
    /// long that every resample draws all losses.
    /// </returns>
    public static double? Of(IReadOnlyList<double[]> losses, int blockLength, int resamples = 1000, ulong seed = 1)
    {
        var count = losses.Count == 0 ? 0 : losses[0].Length;
        if (losses.Count < 2 || count < 2)
        {
            return null;
        }

        // The losses of all models by window, so that the inner loop adds whole rows.
        var windows = Enumerable.Range(0, count).Select(t => losses.Select(one => one[t]).ToArray()).ToArray();
        var (outside, times) = (new double[count], new int[count]);
        var sums = new double[losses.Count];
        foreach (var draw in BlockBootstrap.Draw(count, blockLength, resamples, seed))
        {
            Array.Clear(sums);
            for (var t = 0; t < count; t++)
            {
                if (draw[t] > 0)
                {
                    Add(draw[t], windows[t], sums);
                }
            }

            var picked = IndexOfLeast(sums);
            for (var t = 0; t < count; t++)
            {
                if (draw[t] == 0)
                {
                    outside[t] += windows[t][picked];
                    times[t]++;
                }
            }
        }

        // All windows count equally, so how often hard or easy ones are left out by chance does not affect the mean.
        if (times.Contains(0))
        {
            return null;
        }

        var apparent = losses.Min(one => one.Average());
        var optimism = outside.Zip(times, (sum, n) => sum / n).Average() - apparent;

        // A difference the size of rounding errors counts as 0.
        return optimism > 1e-12 * Math.Abs(apparent) ? optimism : 0;
    }

    private static void Add(double times, double[] window, double[] sums)
    {
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] += times * window[k];
        }
    }

    private static int IndexOfLeast(double[] sums)
    {
        var least = 0;
        for (var k = 1; k < sums.Length; k++)
        {
            if (sums[k] < sums[least])
            {
                least = k;
            }
        }

        return least;
    }
}
