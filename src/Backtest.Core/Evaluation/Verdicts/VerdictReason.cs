namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>One thing that a verdict rests on.</summary>
/// <param name="Advice">What it alone would advise.</param>
/// <param name="Text">What was found, in a sentence or two.</param>
public sealed record VerdictReason(Advice Advice, string Text);
