namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>How the season enters.</summary>
internal enum EtsSeason
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It is added.</summary>
    Additive,

    /// <summary>It multiplies.</summary>
    Multiplicative,
}
