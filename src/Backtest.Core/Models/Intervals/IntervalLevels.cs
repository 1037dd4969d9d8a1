namespace Backtest.Core.Models.Intervals;

/// <summary>The central intervals that describe a predictive distribution, and the quantiles that are their bounds.</summary>
public static class IntervalLevels
{
    private static readonly double[] AllCoverages = [0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98];

    private static readonly double[] AllProbabilities =
        [.. AllCoverages.Reverse().Select(level => (1 - level) / 2), 0.5, .. AllCoverages.Select(level => (1 + level) / 2)];

    /// <summary>The coverages of the intervals, ascending.</summary>
    public static ReadOnlySpan<double> Coverages => AllCoverages;

    /// <summary>
    /// Probabilities of the lower bounds from the widest interval on, the median, and the upper bounds: 0.01, 0.025, 0.05, 0.1, 0.2,
    /// ..., 0.9, 0.95, 0.975, 0.99.
    /// </summary>
    public static ReadOnlySpan<double> Probabilities => AllProbabilities;
}
