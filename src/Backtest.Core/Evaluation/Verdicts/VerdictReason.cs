namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>One reason of a verdict.</summary>
/// <param name="Advice">The advice that it would justify alone.</param>
/// <param name="Text">The finding, in a sentence or two.</param>
public sealed record VerdictReason(Advice Advice, string Text);
