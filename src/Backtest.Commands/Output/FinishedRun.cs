using Backtest.Core.Problems;
using Backtest.Runs;

namespace Backtest.Commands.Output;

/// <summary>How a run ended.</summary>
/// <param name="Run">Its result; null if it failed.</param>
/// <param name="Problem">Why it failed; null if it did not.</param>
internal sealed record FinishedRun(CompletedRun? Run, InputProblem? Problem);
