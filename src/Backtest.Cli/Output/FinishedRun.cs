using Backtest.Core.Problems;
using Backtest.Runs;

namespace Backtest.Cli.Output;

/// <summary>How a run ended.</summary>
/// <param name="Run">What it found; null where it failed.</param>
/// <param name="Problem">Why it failed; null where it did not.</param>
internal sealed record FinishedRun(CompletedRun? Run, InputProblem? Problem);
