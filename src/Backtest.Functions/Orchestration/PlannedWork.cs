namespace Backtest.Functions.Orchestration;

/// <summary>The batches that the orchestration of a run hands out.</summary>
/// <param name="Rounds">Number of batches in each successive round; empty if the run is already ranked.</param>
public sealed record PlannedWork(IReadOnlyList<int> Rounds);
