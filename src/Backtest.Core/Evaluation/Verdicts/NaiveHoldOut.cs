using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>The score of a naive forecast on the hold-out.</summary>
/// <param name="Spec">The naive forecast.</param>
/// <param name="Metrics">Its metrics.</param>
public sealed record NaiveHoldOut(BaselineSpec Spec, MetricSet Metrics);
