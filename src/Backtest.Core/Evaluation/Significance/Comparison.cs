using Backtest.Core.Models;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>The published trial against another one, window by window.</summary>
/// <param name="Trial">Id of the other trial.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Role">What it is.</param>
/// <param name="Test">
/// Diebold-Mariano test of the losses per window, the published trial's less the other's; null where there are too few windows or
/// the losses differ by the same in each. The best of the other trials was picked by the same losses, so its p-value is multiplied
/// by their number, at most to 1 (Bonferroni's correction).
/// </param>
public sealed record Comparison(TrialId Trial, string Label, Opponent Role, DieboldMarianoResult? Test);
