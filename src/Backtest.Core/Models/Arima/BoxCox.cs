namespace Backtest.Core.Models.Arima;

/// <summary>The power transformation (x^lambda - 1) / lambda, and ln x for lambda = 0 (Box and Cox, 1964, equation 1).</summary>
internal static class BoxCox
{
    /// <summary>Transforms positive values; NaN stays NaN.</summary>
    public static double Apply(double value, double lambda) =>
        lambda == 0 ? Math.Log(value) : (Math.Pow(value, lambda) - 1) / lambda;

    /// <summary>
    /// The mean of what a normal variable becomes by the inverse, to the second order of its variance (Hyndman and
    /// Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.6).
    /// </summary>
    public static double InvertMean(double mean, double variance, double lambda)
    {
        var median = Invert(mean, lambda);
        return lambda == 0
            ? median * (1 + (variance / 2))
            : median * (1 + (variance * (1 - lambda) / (2 * Math.Pow((lambda * mean) + 1, 2))));
    }

    /// <summary>
    /// The inverse. A quantile outside the range of the transformation goes to that end of the positive axis which it
    /// lies behind: 0 for a positive lambda, infinity for a negative one.
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
