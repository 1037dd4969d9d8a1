using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>The score of a naive forecast on the hold-out, and how the published trial did against it in the windows.</summary>
/// <param name="Spec">The naive forecast.</param>
/// <param name="Metrics">Its metrics on the hold-out.</param>
/// <param name="InWindows">The test of the published trial against it in the windows; null if they allow none.</param>
public sealed record NaiveHoldOut(BaselineSpec Spec, MetricSet Metrics, DieboldMarianoResult? InWindows = null);
