namespace Backtest.Core.Evaluation;

/// <summary>The prediction intervals of one coverage that a window's forecasts had.</summary>
/// <param name="Level">Their coverage in percent.</param>
/// <param name="Lower">Lower bounds; null where one is infinite.</param>
/// <param name="Upper">Upper bounds; null where one is infinite.</param>
public sealed record WindowInterval(double Level, IReadOnlyList<double?> Lower, IReadOnlyList<double?> Upper);
