using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;

namespace Backtest.Runs.Inspections;

/// <summary>What the runs of an upload would do.</summary>
/// <param name="Protocol">How the trials of the first series are scored.</param>
/// <param name="Reasons">Why they are scored so: a sentence by the name of the grid's key.</param>
/// <param name="Trials">Number of trials over all series.</param>
/// <param name="Seconds">Seconds that they are expected to take on one core.</param>
/// <param name="ElapsedSeconds">About how long that lasts with the trials that this host runs at the same time.</param>
/// <param name="Families">The model families with their trials.</param>
public sealed record PlanOutline(
    BacktestProtocol Protocol,
    IReadOnlyDictionary<string, string> Reasons,
    int Trials,
    double Seconds,
    double ElapsedSeconds,
    [property: JsonPropertyName("engines")] IReadOnlyList<PlannedFamily> Families)
{
    /// <summary>The outline of prepared runs.</summary>
    /// <param name="runs">At least one run.</param>
    /// <param name="parallelTrials">Trials that run at the same time.</param>
    public static PlanOutline Of(IReadOnlyList<PreparedRun> runs, int parallelTrials)
    {
        var trials = runs.SelectMany(run => run.Plan.Trials).ToList();
        var seconds = trials.Sum(trial => trial.EstimatedSeconds);
        return new PlanOutline(
            runs[0].Plan.Protocol!,
            runs[0].Plan.Reasons!,
            trials.Count,
            seconds,
            Math.Max(seconds / parallelTrials, trials.Max(trial => trial.EstimatedSeconds)),
            [.. trials.GroupBy(trial => trial.Spec.Family)
                .Select(family => new PlannedFamily(family.Key, family.Count(), family.Sum(trial => trial.EstimatedSeconds)))]);
    }
}
