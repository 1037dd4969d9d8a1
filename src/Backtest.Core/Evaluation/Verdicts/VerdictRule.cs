using MathNet.Numerics.Distributions;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>The thresholds of a verdict. docs/reading-results.md gives them in words.</summary>
internal static class VerdictRule
{
    /// <summary>Share of the naive forecast's error by which a smaller error counts as better.</summary>
    public const double LeastGain = 0.005;

    /// <summary>Share of the naive forecast's error by which a larger error counts as much worse.</summary>
    public const double MuchWorse = 0.1;

    /// <summary>Fewest values of a hold-out to judge by.</summary>
    public const int FewestValues = 4;

    /// <summary>Fewest values of a hold-out to advise against a forecast.</summary>
    public const int FewestToAdviseAgainst = 8;

    /// <summary>Number of errors on the same side that counts as a bias; a fair coin does that once in 32 times.</summary>
    public const int FewestOnOneSide = 6;

    /// <summary>A smaller share of values inside the 80 % intervals is far too small.</summary>
    public const double FarTooFewInside = 0.25;

    /// <summary>Windows over a smaller share of a year say nothing about the rest of it.</summary>
    public const double LeastShareOfYear = 0.1;

    /// <summary>A series of this many years has other times of the year to test.</summary>
    public const int FewestYears = 2;

    private const double Level = 0.05;
    private const double Coverage = 0.8;

    /// <summary>Expected number of values inside 80 % intervals.</summary>
    public static int ExpectedInside(int count) => (int)Math.Round(Coverage * count, MidpointRounding.AwayFromZero);

    /// <summary>Whether so few values are inside the 80 % intervals that the probability of chance is below 1 in 20.</summary>
    public static bool IsTooNarrow(int inside, int count) => Binomial.CDF(Coverage, count, inside) < Level;

    /// <summary>Whether so many values are inside the 80 % intervals that the probability of chance is below 1 in 20.</summary>
    public static bool IsTooWide(int inside, int count) => inside == count && Math.Pow(Coverage, count) < Level;
}
