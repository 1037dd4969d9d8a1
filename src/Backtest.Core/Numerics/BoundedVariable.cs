namespace Backtest.Core.Numerics;

/// <summary>Maps a free variable to a parameter between two bounds, for an unbounded search.</summary>
/// <remarks>
/// x -> (1 + x)^2 / (2 (1 + x^2)) covers [0, 1] and reaches both ends at a finite x with slope 0, so an optimum on a bound is an ordinary
/// one. Unlike exponentials, it has the same bits on every machine.
/// </remarks>
internal static class BoundedVariable
{
    /// <summary>The share of the range, from 0 to 1, for a free variable.</summary>
    public static double Share(double x) => (1 + x) * (1 + x) / (2 * (1 + (x * x)));

    /// <summary>Its derivative.</summary>
    public static double Slope(double x) => (1 - (x * x)) / ((1 + (x * x)) * (1 + (x * x)));

    /// <summary>A free variable for a share.</summary>
    public static double OfShare(double share)
    {
        var sine = (2 * share) - 1;
        return sine / (1 + Math.Sqrt(1 - (sine * sine)));
    }
}
