namespace Backtest.Core.Evaluation.Significance;

/// <summary>
/// How much too good the score of the best of many models is expected to look because it was picked by that score: the
/// bootstrap bias correction of Tsamardinos, Greasidou and Borboudakis (2018), Machine Learning 107, 1895-1922, with the
/// windows of the backtest for samples. Unlike the correction of Tibshirani and Tibshirani (2009), Annals of Applied
/// Statistics 3, 822-829, it does not grow too large where the windows are short and the models many.
/// </summary>
public static class SelectionOptimism
{
    /// <summary>
    /// The expected loss, on windows that had no part in the choice, of the model with the least mean loss, less that mean
    /// loss. In each resample the best model is picked on the windows drawn and scored on the others.
    /// </summary>
    /// <param name="losses">Losses of each model, in the same times for all of them and in time order.</param>
    /// <param name="blockLength">Length of the bootstrap's blocks, from 1 to the number of losses.</param>
    /// <param name="resamples">Number of bootstrap resamples.</param>
    /// <param name="seed">Decides the resamples.</param>
    /// <returns>
    /// The optimism, at least 0, in the unit of the losses; null where there are fewer than 2 models or losses per model, or where
    /// blocks are so long that no resample leaves a loss out.
    /// </returns>
    public static double? Of(IReadOnlyList<double[]> losses, int blockLength, int resamples = 1000, ulong seed = 1)
    {
        var count = losses.Count == 0 ? 0 : losses[0].Length;
        if (losses.Count < 2 || count < 2)
        {
            return null;
        }

        // Of each window the losses of all models, so that the inner loop adds whole rows.
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

        // Each window counts the same, so that hard and easy ones do not weigh by how often they happened to be left out.
        if (times.Contains(0))
        {
            return null;
        }

        var apparent = losses.Min(one => one.Average());
        var optimism = outside.Zip(times, (sum, n) => sum / n).Average() - apparent;

        // What is of the size of rounding errors is none.
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
