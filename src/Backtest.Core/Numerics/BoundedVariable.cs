namespace Backtest.Core.Numerics;

/// <summary>A parameter between two bounds as a function of a free variable, for a search without bounds.</summary>
/// <remarks>
/// x -> (1 + x)^2 / (2 (1 + x^2)) takes all of [0, 1], both ends at a finite x with slope 0, so that an optimum on a bound is an ordinary
/// one; and unlike exponentials it has the same bits everywhere.
/// </remarks>
internal static class BoundedVariable
{
    /// <summary>The share of the range from 0 to 1 that goes with a free variable.</summary>
    public static double Share(double x) => (1 + x) * (1 + x) / (2 * (1 + (x * x)));

    /// <summary>Its derivative.</summary>
    public static double Slope(double x) => (1 - (x * x)) / ((1 + (x * x)) * (1 + (x * x)));

    /// <summary>A free variable that goes with a share.</summary>
    public static double OfShare(double share)
    {
        var sine = (2 * share) - 1;
        return sine / (1 + Math.Sqrt(1 - (sine * sine)));
    }
}
