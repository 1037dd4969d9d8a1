using Backtest.Core.Models;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>A trial that was ranked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Spec">What was fitted.</param>
/// <param name="Score">Its scores.</param>
public sealed record RankedTrial(string Id, string Label, ModelSpec Spec, BacktestScore Score);
