using Backtest.Core.Models;

namespace Backtest.Core.Evaluation;

/// <summary>A trial that was scored on the windows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Spec">What was fitted.</param>
/// <param name="Score">Its scores.</param>
public sealed record ScoredTrial(TrialId Id, string Label, ModelSpec Spec, BacktestScore Score);

/// <summary>A trial that no window could score, for example one that needs more values than the windows train on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Spec">What would be fitted.</param>
public sealed record UnscoredTrial(TrialId Id, string Label, ModelSpec Spec);
