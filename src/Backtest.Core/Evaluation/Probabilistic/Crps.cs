using Backtest.Core.Diagnostics;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// Continuous ranked probability score, in units of the series: the absolute error of a whole distribution (Gneiting and
/// Raftery, 2007, Journal of the American Statistical Association 102, 359-378, section 4.2).
/// </summary>
internal static class Crps
{
    /// <summary>
    /// For a normal distribution: s (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)) with z = (y - m) / s (Gneiting and Raftery,
    /// equation 21, with the opposite sign).
    /// </summary>
    /// <param name="actual">The observed value y.</param>
    /// <param name="mean">Mean m.</param>
    /// <param name="deviation">Standard deviation s; 0 for a certain value.</param>
    public static double OfNormal(double actual, double mean, double deviation)
    {
        if (deviation == 0)
        {
            return Math.Abs(actual - mean);
        }

        var z = (actual - mean) / deviation;
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        return deviation * ((z * ((2 * TailProbability.NormalBelow(z)) - 1)) + (2 * density) - (1 / Math.Sqrt(Math.PI)));
    }

    /// <summary>
    /// For a distribution known by some of its quantiles: twice the integral of the pinball loss over the probability (Laio
    /// and Tamea, 2007, Hydrology and Earth System Sciences 11, 1267-1277, equation 14), by the trapezoidal rule, with a
    /// loss of 0 at the probabilities 0 and 1. It underestimates the score of the whole distribution, less so with closer
    /// probabilities.
    /// </summary>
    /// <param name="actual">The observed value.</param>
    /// <param name="probabilities">Probabilities in (0, 1), ascending.</param>
    /// <param name="quantiles">The quantile of each probability.</param>
    public static double OfQuantiles(double actual, ReadOnlySpan<double> probabilities, ReadOnlySpan<double> quantiles)
    {
        double sum = 0, before = 0, lossBefore = 0;
        for (var k = 0; k < probabilities.Length; k++)
        {
            var loss = PinballLoss.Of(actual, quantiles[k], probabilities[k]);
            sum += (probabilities[k] - before) * (lossBefore + loss);
            (before, lossBefore) = (probabilities[k], loss);
        }

        return sum + ((1 - before) * lossBefore);
    }
}
