namespace Backtest.Service.Forecasting;

/// <summary>The forecast of one step ahead, in units of the series.</summary>
/// <param name="Step">1 for the first step after the last value.</param>
/// <param name="Time">Its time; null where the series has no regular step.</param>
/// <param name="Value">The point forecast.</param>
/// <param name="Intervals">One interval per level.</param>
public sealed record ForecastStep(int Step, DateTime? Time, double Value, IReadOnlyList<ForecastBounds> Intervals);
