using Backtest.Core.Evaluation;

namespace Backtest.Service.Runs;

/// <summary>Says that a trial is over, now or in an earlier attempt at the run.</summary>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Metrics">Its metrics; null where it failed.</param>
public sealed record TrialFinished(string Trial, string Label, MetricSet? Metrics);
