using Backtest.Core.Problems;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Cli.Output;

/// <summary>How the run of a series ended.</summary>
/// <param name="Key">Which run.</param>
/// <param name="Leaderboard">What it found; null where it failed.</param>
/// <param name="Problem">Why it failed; null where it did not.</param>
internal sealed record FinishedRun(RunKey Key, Leaderboard? Leaderboard, InputProblem? Problem);
