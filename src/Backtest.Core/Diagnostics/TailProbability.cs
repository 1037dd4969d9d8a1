using MathNet.Numerics;

namespace Backtest.Core.Diagnostics;

/// <summary>Upper tail probabilities. One minus the distribution function would lose the small ones.</summary>
internal static class TailProbability
{
    /// <summary>P(X > x) for a chi-squared variable.</summary>
    /// <param name="x">The statistic, at least 0.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double ChiSquared(double x, double degreesOfFreedom) =>
        x <= 0 ? 1 : Math.Clamp(SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, x / 2), 0, 1);

    /// <summary>P(X > x) for an F variable.</summary>
    /// <param name="x">The statistic, at least 0.</param>
    /// <param name="numerator">Degrees of freedom of the numerator, at least 1.</param>
    /// <param name="denominator">Degrees of freedom of the denominator, at least 1.</param>
    public static double F(double x, double numerator, double denominator) =>
        x <= 0 ? 1 : SpecialFunctions.BetaRegularized(denominator / 2, numerator / 2, denominator / (denominator + (numerator * x)));

    /// <summary>P(X &lt;= x) for a standard normal variable; accurate in the lower tail.</summary>
    public static double NormalBelow(double x) => SpecialFunctions.Erfc(-x / Math.Sqrt(2)) / 2;
}
