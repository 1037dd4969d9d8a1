using Backtest.Core.Models;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>The published trial compared with another one, window by window.</summary>
/// <param name="Trial">Id of the other trial.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Role">The role of the other trial.</param>
/// <param name="Test">
/// Diebold-Mariano test of the losses per window, the published trial's minus the other's; null if there are too few windows or all
/// differences are equal. The best of the other trials was picked by the same losses, so its p-value is multiplied by their number, up
/// to 1 (Bonferroni correction).
/// </param>
public sealed record Comparison(TrialId Trial, string Label, Opponent Role, DieboldMarianoResult? Test);
