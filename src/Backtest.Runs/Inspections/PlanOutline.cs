using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;
using Backtest.Core.Planning;

namespace Backtest.Runs.Inspections;

/// <summary>The plan of an upload's runs.</summary>
/// <param name="Protocol">How the trials of the first series are scored.</param>
/// <param name="Reasons">Reasons for the protocol and the model families: a sentence for each key of the grid, by its name.</param>
/// <param name="Trials">Number of trials over all series.</param>
/// <param name="Seconds">Their expected seconds on one core.</param>
/// <param name="ElapsedSeconds">Approximate duration with the trials that this host runs at the same time.</param>
/// <param name="Families">The model families with their trials.</param>
public sealed record PlanOutline(
    BacktestProtocol Protocol,
    IReadOnlyDictionary<string, string> Reasons,
    int Trials,
    double Seconds,
    double ElapsedSeconds,
    [property: JsonPropertyName("engines")] IReadOnlyList<PlannedFamily> Families)
{
    /// <summary>The outline of a prepared run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="parallelTrials">Trials that run at the same time.</param>
    public static PlanOutline Of(PreparedRun run, int parallelTrials)
    {
        var seconds = run.Families.Sum(family => family.Seconds);
        var panel = run.Plan.Panel;

        // The first trial of each model family of a series alone has its first use.
        var around = panel is null ? 0 : run.CompletionSeconds + run.Families.Sum(family => TrialCost.FirstUse(family.Family));
        var longest = run.First.Trials.Select(trial => trial.EstimatedSeconds)
            .Concat(panel?.Global?.Trainings.Select(training => training.EstimatedSeconds) ?? [])
            .Max();
        return new PlanOutline(
            run.First.Protocol!,
            run.First.Reasons!,
            run.Families.Sum(family => family.Trials),
            seconds,
            Math.Max((seconds + around) / parallelTrials, longest),
            run.Families);
    }
}
