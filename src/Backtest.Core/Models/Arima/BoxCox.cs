using Backtest.Core.Problems;

namespace Backtest.Core.Models.Arima;

/// <summary>The power transformation (x^lambda - 1) / lambda, and ln x for lambda = 0 (Box and Cox, 1964, equation 1).</summary>
internal static class BoxCox
{
    /// <summary>Transforms values that pass <see cref="Require"/>; NaN stays NaN.</summary>
    public static double Apply(double value, double lambda) =>
        lambda == 0 ? Math.Log(value) : (Math.Pow(value, lambda) - 1) / lambda;

    /// <summary>Rejects a value that cannot be transformed.</summary>
    /// <param name="value">The value; NaN, a missing value, passes.</param>
    /// <param name="lambda">The parameter; above 0, it allows the value 0.</param>
    /// <param name="index">Index of the value in its series, from 0.</param>
    /// <exception cref="FitException">
    /// The value is negative, is 0 although the parameter is not above 0, or has a transformation beyond the largest double.
    /// </exception>
    public static void Require(double value, double lambda, int index)
    {
        if (value < 0 || (value == 0 && lambda <= 0))
        {
            throw new FitException(FormattableString.Invariant(
                $"A Box-Cox transformation needs positive values; the one at position {index + 1} is {value}.{(value == 0 ? " With a lambda above 0 it takes 0 as well." : "")}"));
        }

        if (double.IsFinite(value) && !double.IsFinite(Apply(value, lambda)))
        {
            throw new FitException(FormattableString.Invariant($"Box-Cox({lambda}) of the value at position {index + 1} overflows."));
        }
    }

    /// <summary>
    /// The mean of the back-transformed normal variable, to second order of its variance (Hyndman and
    /// Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.6).
    /// </summary>
    /// <remarks>
    /// The expansion holds if the end of the range is several deviations away. A deviation beyond the end counts only up to it, so
    /// that the mean is never negative and is finite if the median is.
    /// </remarks>
    public static double InvertMean(double mean, double variance, double lambda)
    {
        var median = Invert(mean, lambda);
        if (lambda == 0)
        {
            return median * (1 + (variance / 2));
        }

        var power = (lambda * mean) + 1;
        return power > 0
            ? median * (1 + (Math.Pow(Math.Min(Math.Sqrt(variance) / power, 1 / Math.Abs(lambda)), 2) * (1 - lambda) / 2))
            : median;
    }

    /// <summary>
    /// The inverse. A quantile outside the range of the transformation becomes the corresponding end of the positive axis: 0 for a positive
    /// lambda, infinity for a negative one.
    /// </summary>
    public static double Invert(double value, double lambda)
    {
        if (lambda == 0)
        {
            return Math.Exp(value);
        }

        var power = (lambda * value) + 1;
        return power > 0 ? Math.Pow(power, 1 / lambda) : lambda > 0 ? 0 : double.PositiveInfinity;
    }
}
