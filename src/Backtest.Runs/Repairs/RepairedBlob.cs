
namespace Backtest.Runs.Repairs;

/// <summary>A blob that was damaged or missing.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Damage">What was wrong with it.</param>
/// <param name="Outcome">The outcome of the repair.</param>
/// <param name="Right">What would restore it, as a sentence; null if it is restored.</param>
public sealed record RepairedBlob(string Path, Damage Damage, RepairOutcome Outcome, string? Right = null);
