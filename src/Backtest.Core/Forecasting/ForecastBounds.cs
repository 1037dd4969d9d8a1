namespace Backtest.Core.Forecasting;

/// <summary>A prediction interval.</summary>
/// <param name="Level">Its coverage in percent.</param>
/// <param name="Lower">Lower bound; null if infinite.</param>
/// <param name="Upper">Upper bound; null if infinite.</param>
public sealed record ForecastBounds(double Level, double? Lower, double? Upper);
