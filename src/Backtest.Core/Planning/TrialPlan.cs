using Backtest.Core.Evaluation;
using Backtest.Core.Models;

namespace Backtest.Core.Planning;

/// <summary>What a run will do: how trials are scored, which trials there are, and how they are packed.</summary>
/// <param name="Protocol">How trials are scored.</param>
/// <param name="Trials">Trials, baselines first, ensembles last.</param>
/// <param name="Batches">
/// Ids of the trials of each batch; every trial is in one batch but ensembles, which are made of the others' results.
/// </param>
/// <param name="Rounds">Number of batches in each round; a round starts when all batches of the one before are over.</param>
public sealed record TrialPlan(
    BacktestProtocol Protocol,
    IReadOnlyList<PlannedTrial> Trials,
    IReadOnlyList<IReadOnlyList<TrialId>> Batches,
    IReadOnlyList<int> Rounds);
