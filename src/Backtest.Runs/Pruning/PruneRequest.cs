namespace Backtest.Runs.Pruning;

/// <summary>What to remove.</summary>
/// <param name="MinAge">Younger blobs are kept: a run may be about to refer to them.</param>
/// <param name="Keep">
/// Number of newest runs of each series to keep; null for all. The published run and unfinished runs are always kept.
/// </param>
/// <param name="DryRun">Whether to only report what would be removed.</param>
public sealed record PruneRequest(TimeSpan MinAge, int? Keep = null, bool DryRun = false);
