namespace Backtest.Core.Diagnostics;

/// <summary>What a unit root test allows the series to have besides its stochastic part.</summary>
public enum Deterministics
{
    /// <summary>Nothing: the mean is zero.</summary>
    None,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A constant and a linear trend.</summary>
    ConstantAndTrend,
}
