namespace Backtest.Bench.Accuracy;

/// <summary>The score of a method's forecast of one series, and its cost.</summary>
/// <param name="Score">The score.</param>
/// <param name="Seconds">Processor time in seconds; null if unknown.</param>
internal sealed record MethodScore(ForecastScore Score, double? Seconds);
