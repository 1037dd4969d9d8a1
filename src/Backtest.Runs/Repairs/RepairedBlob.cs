
namespace Backtest.Runs.Repairs;

/// <summary>A blob that was damaged or missing.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Damage">What was wrong with it.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Right">What would bring it back, as a sentence; null where it is back.</param>
public sealed record RepairedBlob(string Path, Damage Damage, RepairOutcome Outcome, string? Right = null);
