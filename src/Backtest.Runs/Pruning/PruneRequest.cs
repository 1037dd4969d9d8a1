namespace Backtest.Runs.Pruning;

/// <summary>What to remove.</summary>
/// <param name="MinAge">Blobs that were written since are left alone: a run may be about to refer to them.</param>
/// <param name="Keep">
/// How many of the newest runs of each series to keep; null for all. The published run, and runs that are not over, are always kept.
/// </param>
/// <param name="DryRun">Whether to tell what would be removed, and remove nothing.</param>
public sealed record PruneRequest(TimeSpan MinAge, int? Keep = null, bool DryRun = false);
