namespace Backtest.Core.Evaluation.Significance;

/// <summary>Which of the ranked trials is published, and why.</summary>
/// <param name="Order">
/// The trials in the order in which they are to be published: the next one where one cannot be fitted to all values.
/// </param>
/// <param name="Reason">Why the first of them comes first.</param>
/// <param name="Ensemble">The best ensemble; null where none has a score.</param>
/// <param name="Better">What beats the ensemble, or what it is not shown to be worse than; null where nothing is compared.</param>
/// <param name="PValue">P-value of the comparison with <paramref name="Better"/>; null where there is no test.</param>
public sealed record TrialChoice(
    IReadOnlyList<ScoredTrial> Order, ChoiceReason Reason, ScoredTrial? Ensemble = null, ScoredTrial? Better = null, double? PValue = null);
