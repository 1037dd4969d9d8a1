namespace Backtest.Core.Diagnostics;

/// <summary>How often there is demand and how much its size varies (Syntetos, Boylan and Croston, 2005).</summary>
internal enum DemandClass
{
    /// <summary>Frequent, of similar size.</summary>
    Smooth,

    /// <summary>Frequent, of varying size.</summary>
    Erratic,

    /// <summary>Rare, of similar size.</summary>
    Intermittent,

    /// <summary>Rare, of varying size.</summary>
    Lumpy,
}
