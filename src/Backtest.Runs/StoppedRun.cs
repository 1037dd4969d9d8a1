using Backtest.Core.Problems;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>What the marks of a run say.</summary>
/// <param name="State">Cancelled or failed.</param>
/// <param name="Problem">Why; null where a client asked for it.</param>
public sealed record StoppedRun(RunState State, InputProblem? Problem);
