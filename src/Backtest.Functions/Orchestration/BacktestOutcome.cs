using Backtest.Storage.Results;

namespace Backtest.Functions.Orchestration;

/// <summary>The output of a run's orchestration.</summary>
/// <param name="State">Done or cancelled.</param>
/// <param name="Published">The published trial, or the number of published series of a panel; null if the run was cancelled.</param>
/// <param name="Reason">Why it was cancelled.</param>
public sealed record BacktestOutcome(RunState State, string? Published, string? Reason = null);
