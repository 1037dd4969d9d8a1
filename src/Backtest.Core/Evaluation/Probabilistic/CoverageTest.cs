using MathNet.Numerics.Distributions;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>Binomial tests of how many values fell inside intervals.</summary>
public static class CoverageTest
{
    private const double Level = 0.05;

    /// <summary>Expected number of values inside.</summary>
    /// <param name="count">Number of values.</param>
    /// <param name="coverage">Coverage of the intervals, between 0 and 1.</param>
    public static int ExpectedInside(int count, double coverage) => (int)Math.Round(coverage * count, MidpointRounding.AwayFromZero);

    /// <summary>Whether so few values are inside that the probability of chance is below 1 in 20.</summary>
    /// <param name="inside">Number of values inside.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="coverage">Coverage of the intervals, between 0 and 1.</param>
    public static bool IsTooNarrow(int inside, int count, double coverage) => Binomial.CDF(coverage, count, inside) < Level;

    /// <summary>Whether all values are inside, and the probability of chance is below 1 in 20.</summary>
    /// <param name="inside">Number of values inside.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="coverage">Coverage of the intervals, between 0 and 1.</param>
    public static bool IsTooWide(int inside, int count, double coverage) => inside == count && Math.Pow(coverage, count) < Level;
}
