using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Pooled;

namespace Backtest.Core.Planning;

/// <summary>The global trials of a panel, and the trainings of their networks, which come before everything else of its run.</summary>
/// <param name="Trials">The trials; every series has them among its own.</param>
/// <param name="Cutoffs">Up to where the networks see the series, ascending; the last cutoff sees all values.</param>
/// <param name="Trainings">The trainings, each of one network at one cutoff.</param>
/// <param name="TrainingLength">Length of a sliding training part; null lets it begin with the first value.</param>
public sealed record GlobalPlan(
    IReadOnlyList<PlannedTrial> Trials,
    IReadOnlyList<PanelCutoff> Cutoffs,
    IReadOnlyList<PlannedTraining> Trainings,
    int? TrainingLength);

/// <summary>One training of a global trial.</summary>
/// <param name="Trial">Id of the trial.</param>
/// <param name="Cutoff">Which of the plan's cutoffs, from 0.</param>
/// <param name="Network">Which of the trial's networks, from 0.</param>
/// <param name="EstimatedSeconds">Expected time on one core.</param>
public sealed record PlannedTraining(TrialId Trial, int Cutoff, int Network, double EstimatedSeconds);
