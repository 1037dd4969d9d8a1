namespace Backtest.Core.Diagnostics;

/// <summary>How smooth the parts of an STL decomposition are; the defaults are those of R's stl.</summary>
internal sealed record StlOptions
{
    /// <summary>
    /// Number of seasons that the loess of each subseries (all Januaries, say) spans, odd and at least 7; null for a constant season.
    /// </summary>
    public int? SeasonalWindow { get; init; } = 11;

    /// <summary>Degree of the seasonal loess, 0 or 1.</summary>
    public int SeasonalDegree { get; init; }

    /// <summary>
    /// Number of values that the trend's loess spans, odd; null for the smallest odd number from 1.5 m / (1 - 1.5 / seasonal window).
    /// </summary>
    public int? TrendWindow { get; init; }

    /// <summary>
    /// Passes that downweight outliers, n(o) of the paper: 0 for none, with two passes of the inner loop; otherwise one inner pass
    /// each. R's <c>robust = TRUE</c> has 15.
    /// </summary>
    public int RobustnessIterations { get; init; }
}
