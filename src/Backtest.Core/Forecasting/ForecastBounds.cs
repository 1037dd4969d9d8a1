namespace Backtest.Core.Forecasting;

/// <summary>A prediction interval.</summary>
/// <param name="Level">Its coverage in percent.</param>
/// <param name="Lower">Lower bound; null where it is infinite.</param>
/// <param name="Upper">Upper bound; null where it is infinite.</param>
public sealed record ForecastBounds(double Level, double? Lower, double? Upper);
