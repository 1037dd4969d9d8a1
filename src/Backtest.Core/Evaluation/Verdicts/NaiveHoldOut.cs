using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>A naive forecast and how it did on the values held out.</summary>
/// <param name="Spec">Which one.</param>
/// <param name="Metrics">Its metrics.</param>
public sealed record NaiveHoldOut(BaselineSpec Spec, MetricSet Metrics);
