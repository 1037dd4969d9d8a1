using Backtest.Core.Evaluation;
using Backtest.Core.Models;

namespace Backtest.Core.Planning;

/// <summary>The plan of a run: protocol, trials and batches.</summary>
/// <param name="Protocol">How trials are scored.</param>
/// <param name="Trials">Trials, baselines first, ensembles last.</param>
/// <param name="Batches">
/// Ids of the trials of each batch; every trial is in one batch, except ensembles, which combine the others' results.
/// </param>
/// <param name="Rounds">Number of batches in each round; a round starts when the batches of the previous one are over.</param>
public sealed record TrialPlan(
    BacktestProtocol Protocol,
    IReadOnlyList<PlannedTrial> Trials,
    IReadOnlyList<IReadOnlyList<TrialId>> Batches,
    IReadOnlyList<int> Rounds);
