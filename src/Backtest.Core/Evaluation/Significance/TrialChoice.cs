namespace Backtest.Core.Evaluation.Significance;

/// <summary>Which of the ranked trials is published, and why.</summary>
/// <param name="Order">
/// The trials in order of publication: the next one is published if one cannot be fitted to all values.
/// </param>
/// <param name="Reason">Why the first one comes first.</param>
/// <param name="Ensemble">The best ensemble; null if none has a score.</param>
/// <param name="Better">The trial that beats the ensemble, or that it is not shown to be worse than; null without a comparison.</param>
/// <param name="PValue">P-value of the comparison with <paramref name="Better"/>; null without a test.</param>
public sealed record TrialChoice(
    IReadOnlyList<ScoredTrial> Order, ChoiceReason Reason, ScoredTrial? Ensemble = null, ScoredTrial? Better = null, double? PValue = null);
