namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>
/// Winkler's interval score (Winkler, 1972, Journal of the American Statistical Association 67, 187-191; Gneiting and
/// Raftery, 2007, same journal 102, 359-378, equation 43): the interval's width, and a penalty for a value outside.
/// Divided by the training part's mean |y(t) - y(t - m)|, it is the MSIS of the M4 competition.
/// </summary>
public static class IntervalScore
{
    /// <summary>(u - l) + 2/alpha (l - y) below the interval, + 2/alpha (y - u) above it, in units of the series.</summary>
    /// <param name="actual">The observed value y.</param>
    /// <param name="lower">Lower bound l.</param>
    /// <param name="upper">Upper bound u.</param>
    /// <param name="level">Nominal coverage 1 - alpha in (0, 1).</param>
    public static double Of(double actual, double lower, double upper, double level) =>
        upper - lower + (2 / (1 - level) * Math.Max(0, Math.Max(lower - actual, actual - upper)));
}
