namespace Backtest.Core.Models.Intervals;

/// <summary>Central prediction intervals of one coverage for the steps 1..h.</summary>
/// <param name="Level">Nominal coverage in (0, 1), for example 0.95.</param>
/// <param name="Lower">Lower bounds; element k is for step k + 1.</param>
/// <param name="Upper">Upper bounds; element k is for step k + 1.</param>
public sealed record PredictionInterval(double Level, double[] Lower, double[] Upper);
