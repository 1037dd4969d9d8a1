using Backtest.Core.Problems;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>What a host needs to carry out a run: a reference and small numbers, never data.</summary>
/// <param name="Key">Which run.</param>
/// <param name="Rounds">Number of batches in each round, which follow one another; none where the run was refused.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="Problem">Why it was refused; null where it goes ahead.</param>
/// <param name="IsPanel">Whether it is over several series.</param>
/// <param name="IsNewRequest">Whether it is asked for once more; an upload that is announced again asks for nothing new.</param>
public sealed record PlannedRun(
    RunKey Key,
    IReadOnlyList<int> Rounds,
    DateTimeOffset RequestedAt,
    InputProblem? Problem = null,
    bool IsPanel = false,
    bool IsNewRequest = true)
{
    /// <summary>What carries out a stored plan.</summary>
    /// <param name="plan">The plan.</param>
    public static PlannedRun Of(RunPlan plan) => new(plan.Key, plan.Rounds, plan.RequestedAt, plan.Problem, plan.Panel is not null);
}
