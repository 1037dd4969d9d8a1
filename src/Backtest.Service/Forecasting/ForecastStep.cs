using Backtest.Core.Models;

namespace Backtest.Service.Forecasting;

/// <summary>The forecast of one step ahead, in units of the series.</summary>
/// <param name="Step">1 for the first step after the last value.</param>
/// <param name="Time">Its time; null where the series has no regular step.</param>
/// <param name="Value">The point forecast.</param>
/// <param name="Intervals">One interval per level.</param>
/// <param name="Ranges">Probabilities of ranges of values, where the model is a classifier; null elsewhere.</param>
public sealed record ForecastStep(
    int Step, DateTime? Time, double Value, IReadOnlyList<ForecastBounds> Intervals, IReadOnlyList<RangeProbability>? Ranges = null);
