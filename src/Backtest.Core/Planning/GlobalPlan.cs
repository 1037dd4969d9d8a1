using System.Text.Json.Serialization;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Pooled;

namespace Backtest.Core.Planning;

/// <summary>The global trials of a panel, and the trainings of their networks, which run before the rest of the run.</summary>
/// <param name="Trials">The trials; every series includes them among its own.</param>
/// <param name="Cutoffs">Cutoffs of the networks' training, ascending; the last one includes all values.</param>
/// <param name="Trainings">The trainings, one for each network and cutoff.</param>
/// <param name="TrainingLength">Length of a sliding training part; null lets it begin with the first value.</param>
public sealed record GlobalPlan(
    IReadOnlyList<PlannedTrial> Trials,
    IReadOnlyList<PanelCutoff> Cutoffs,
    IReadOnlyList<PlannedTraining> Trainings,
    int? TrainingLength)
{
    /// <summary>
    /// Step in words of the series that have a regular one; null if none has or they differ, and in plans of earlier versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Step { get; init; }

    /// <summary>The covariates of the file that are known ahead; null if the grid names none, and in plans of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? FutureCovariates { get; init; }

    /// <summary>The grid's choice whether values cannot be below 0; null to decide by the values.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NonNegative { get; init; }
}

/// <summary>One training of a global trial.</summary>
/// <param name="Trial">Id of the trial.</param>
/// <param name="Cutoff">Index of the cutoff in the plan, from 0.</param>
/// <param name="Network">Index of the network in the trial, from 0.</param>
/// <param name="EstimatedSeconds">Expected time on one core.</param>
public sealed record PlannedTraining(TrialId Trial, int Cutoff, int Network, double EstimatedSeconds);
