namespace Backtest.Core.Diagnostics;

/// <summary>The deterministic terms of a unit root test.</summary>
internal enum Deterministics
{
    /// <summary>Nothing: the mean is zero.</summary>
    None,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A constant and a linear trend.</summary>
    ConstantAndTrend,
}
