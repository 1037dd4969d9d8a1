namespace Backtest.Core.Models.Intervals;

/// <summary>A pool member's forecast at one level of coverage.</summary>
/// <param name="Weight">Its share of all weights, which sum to 1.</param>
/// <param name="Point">Its point forecasts of the steps 1..h.</param>
/// <param name="Interval">
/// Its interval at that level, for the same steps; null if it has none, which gives it the median half-width of the others.
/// </param>
internal sealed record PoolMember(double Weight, double[] Point, PredictionInterval? Interval);
