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

    /// <summary>Coverage of the intervals that are judged.</summary>
    public const double Coverage = 0.8;
}
