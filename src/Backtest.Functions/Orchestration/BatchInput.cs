using Backtest.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>One batch of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Batch">Index of the batch in the plan.</param>
/// <param name="Deadline">The time limit of the run.</param>
public sealed record BatchInput(RunKey Run, int Batch, DateTimeOffset Deadline);
