namespace Backtest.Core.Diagnostics;

/// <summary>How often there is demand and how much its size varies (Syntetos, Boylan and Croston, 2005).</summary>
public enum DemandClass
{
    /// <summary>Often, of much the same size.</summary>
    Smooth,

    /// <summary>Often, of sizes that vary.</summary>
    Erratic,

    /// <summary>Seldom, of much the same size.</summary>
    Intermittent,

    /// <summary>Seldom, of sizes that vary.</summary>
    Lumpy,
}
