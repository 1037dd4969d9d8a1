using MathNet.Numerics.Distributions;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>The thresholds of a verdict. docs/reading-results.md gives them in words.</summary>
internal static class VerdictRule
{
    /// <summary>By what share of the naive forecast's error a smaller one counts as better.</summary>
    public const double LeastGain = 0.005;

    /// <summary>By what share of the naive forecast's error a larger one counts as much worse.</summary>
    public const double MuchWorse = 0.1;

    /// <summary>Fewer values held out than this are too few to judge by.</summary>
    public const int FewestValues = 4;

    /// <summary>Only with as many values held out, a forecast is advised against.</summary>
    public const int FewestToAdviseAgainst = 8;

    /// <summary>As many errors that are all on one side are a bias; a fair coin shows that once in 32 times.</summary>
    public const int FewestOnOneSide = 6;

    /// <summary>A smaller share of the values inside the 80 % intervals is far too small.</summary>
    public const double FarTooFewInside = 0.25;

    /// <summary>Windows over a smaller share of a year tell nothing of the rest of it.</summary>
    public const double LeastShareOfYear = 0.1;

    /// <summary>A series as many years long has other times of the year to test.</summary>
    public const int FewestYears = 2;

    private const double Level = 0.05;
    private const double Coverage = 0.8;

    /// <summary>How many of some values 80 % intervals are expected to hold.</summary>
    public static int ExpectedInside(int count) => (int)Math.Round(Coverage * count, MidpointRounding.AwayFromZero);

    /// <summary>Whether so few are inside 80 % intervals that chance would be the reason in less than one case of twenty.</summary>
    public static bool IsTooNarrow(int inside, int count) => Binomial.CDF(Coverage, count, inside) < Level;

    /// <summary>Whether so many are inside that chance would be the reason in less than one case of twenty.</summary>
    public static bool IsTooWide(int inside, int count) => inside == count && Math.Pow(Coverage, count) < Level;
}
