using Backtest.Core.Problems;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>The marks of a stopped run.</summary>
/// <param name="State">Cancelled or failed.</param>
/// <param name="Problem">The reason; null if a client requested it.</param>
public sealed record StoppedRun(RunState State, InputProblem? Problem);
