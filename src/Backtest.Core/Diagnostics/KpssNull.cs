namespace Backtest.Core.Diagnostics;

/// <summary>What the series is stationary around under the null hypothesis of the KPSS test.</summary>
internal enum KpssNull
{
    /// <summary>A constant.</summary>
    Level,

    /// <summary>A linear trend.</summary>
    Trend,
}
