using Backtest.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>A run, or a batch of it, that ends before its work is done.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">Why, as a sentence; null if the request gave no reason.</param>
/// <param name="Batch">Index of the batch; null for the whole run.</param>
public sealed record StopInput(RunKey Run, string? Reason, int? Batch = null);
