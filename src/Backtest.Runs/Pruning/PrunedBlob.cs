namespace Backtest.Runs.Pruning;

/// <summary>A blob that was removed, or would be.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Reason">Why nothing refers to it.</param>
public sealed record PrunedBlob(string Path, long Length, PruneReason Reason);
