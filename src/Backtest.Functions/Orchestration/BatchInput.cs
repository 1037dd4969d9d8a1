using Backtest.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>One batch of a run.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Batch">Index of the batch in the plan.</param>
/// <param name="Deadline">When the run ends at its limit of time.</param>
public sealed record BatchInput(RunKey Run, int Batch, DateTimeOffset Deadline);
