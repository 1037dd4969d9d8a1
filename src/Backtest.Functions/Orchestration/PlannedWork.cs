namespace Backtest.Functions.Orchestration;

/// <summary>What the orchestration of a run has to hand out.</summary>
/// <param name="Rounds">Number of batches in each round, which follow one another; none where the run is ranked already.</param>
public sealed record PlannedWork(IReadOnlyList<int> Rounds);
