namespace Backtest.Core.Evaluation;

/// <summary>The prediction intervals of one level for the forecasts of a window.</summary>
/// <param name="Level">Their coverage in percent.</param>
/// <param name="Lower">Lower bounds; null if infinite.</param>
/// <param name="Upper">Upper bounds; null if infinite.</param>
public sealed record WindowInterval(double Level, IReadOnlyList<double?> Lower, IReadOnlyList<double?> Upper)
{
    /// <summary>The coverages that are kept, as fractions.</summary>
    public static IReadOnlyList<double> KeptLevels { get; } = [0.8, 0.95];
}
