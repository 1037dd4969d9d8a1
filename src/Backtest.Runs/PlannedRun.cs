using Backtest.Core.Problems;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>What a host needs to execute a run: a reference and small numbers, never data.</summary>
/// <param name="Key">The run.</param>
/// <param name="Rounds">Number of batches in each successive round; empty if the run was rejected.</param>
/// <param name="RequestedAt">When it was requested.</param>
/// <param name="Problem">Why it was rejected; null if it goes ahead.</param>
/// <param name="IsPanel">Whether it is over several series.</param>
/// <param name="IsNewRequest">Whether this is a new request; a repeated announcement of an upload is not.</param>
public sealed record PlannedRun(
    RunKey Key,
    IReadOnlyList<int> Rounds,
    DateTimeOffset RequestedAt,
    InputProblem? Problem = null,
    bool IsPanel = false,
    bool IsNewRequest = true)
{
    /// <summary>The run of a stored plan.</summary>
    /// <param name="plan">The plan.</param>
    public static PlannedRun Of(RunPlan plan) => new(plan.Key, plan.Rounds, plan.RequestedAt, plan.Problem, plan.Panel is not null);
}
