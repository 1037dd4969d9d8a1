namespace Backtest.Core.Diagnostics;

/// <summary>What the KPSS test takes the series to be stationary around.</summary>
public enum KpssNull
{
    /// <summary>A constant.</summary>
    Level,

    /// <summary>A linear trend.</summary>
    Trend,
}
