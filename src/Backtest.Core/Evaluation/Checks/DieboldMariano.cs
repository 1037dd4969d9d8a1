using MathNet.Numerics.Distributions;

namespace Backtest.Core.Evaluation.Checks;

/// <summary>
/// The test of Diebold and Mariano (1995) whether two forecasts of the same values have the same expected loss, in the form
/// of Harvey, Leybourne and Newbold (1997, International Journal of Forecasting 13, 281-291) for few values.
/// </summary>
/// <param name="Statistic">Below zero where the first forecast has the smaller loss; Student's t with n - 1 degrees of freedom.</param>
/// <param name="PValue">Probability of one as far from zero if the losses are the same.</param>
public sealed record DieboldMariano(double Statistic, double PValue)
{
    // With fewer differences their variance says nothing.
    private const int Fewest = 3;

    /// <summary>Tests two forecasts.</summary>
    /// <param name="losses">Losses of the first forecast, in time order.</param>
    /// <param name="others">Losses of the second forecast of the same values.</param>
    /// <param name="overlap">Number of successive losses that belong together: h for forecasts h steps ahead of each value.</param>
    /// <returns>The test; null where there are fewer than 3 losses, or their differences do not vary.</returns>
    public static DieboldMariano? Test(ReadOnlySpan<double> losses, ReadOnlySpan<double> others, int overlap)
    {
        var n = losses.Length;
        var differences = new double[n];
        var mean = 0.0;
        for (var t = 0; t < n; t++)
        {
            differences[t] = losses[t] - others[t];
            mean += differences[t] / n;
        }

        overlap = Math.Clamp(overlap, 1, Math.Max(1, n - 1));
        var variance = Variance(differences, mean, overlap);
        if (variance <= 0)
        {
            // As in R, where the autocovariances cancel the variance they are left out.
            (overlap, variance) = (1, Variance(differences, mean, 1));
        }

        if (n < Fewest || !(variance > 0))
        {
            return null;
        }

        var correction = Math.Sqrt((n + 1 - (2 * overlap) + ((double)overlap / n * (overlap - 1))) / n);
        var statistic = mean / Math.Sqrt(variance) * correction;
        return new DieboldMariano(statistic, 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(statistic)));
    }

    // Of the mean: (gamma_0 + 2 gamma_1 + ... + 2 gamma_{h-1}) / n.
    private static double Variance(double[] differences, double mean, int overlap)
    {
        var n = differences.Length;
        var sum = 0.0;
        for (var lag = 0; lag < overlap; lag++)
        {
            for (var t = lag; t < n; t++)
            {
                sum += (lag == 0 ? 1 : 2) * (differences[t] - mean) * (differences[t - lag] - mean) / n;
            }
        }

        return sum / n;
    }
}
