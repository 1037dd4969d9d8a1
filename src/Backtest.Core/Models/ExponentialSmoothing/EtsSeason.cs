namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>The kind of season.</summary>
internal enum EtsSeason
{
    /// <summary>No season.</summary>
    None,

    /// <summary>Added to the level.</summary>
    Additive,

    /// <summary>Multiplied with the level.</summary>
    Multiplicative,
}
