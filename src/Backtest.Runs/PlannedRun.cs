using Backtest.Core.Problems;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>What a host needs to carry out a run: a reference and small numbers, never data.</summary>
/// <param name="Key">Which run.</param>
/// <param name="Rounds">Number of batches in each round, which follow one another; none where the run was refused.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="Problem">Why it was refused; null where it goes ahead.</param>
/// <param name="IsNewRequest">Whether it is asked for once more; an upload that is announced again asks for nothing new.</param>
public sealed record PlannedRun(
    RunKey Key, IReadOnlyList<int> Rounds, DateTimeOffset RequestedAt, InputProblem? Problem = null, bool IsNewRequest = true);
