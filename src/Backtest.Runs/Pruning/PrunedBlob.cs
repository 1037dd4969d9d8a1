namespace Backtest.Runs.Pruning;

/// <summary>A blob that was removed, or would be.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Reason">Why it is not referenced.</param>
public sealed record PrunedBlob(string Path, long Length, PruneReason Reason);
