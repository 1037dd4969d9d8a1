namespace Backtest.Service.Forecasting;

/// <summary>A prediction interval.</summary>
/// <param name="Level">Its coverage in percent.</param>
/// <param name="Lower">Lower bound.</param>
/// <param name="Upper">Upper bound.</param>
public sealed record ForecastBounds(double Level, double Lower, double Upper);
