using Backtest.Core.Evaluation;
using Backtest.Core.Models;

namespace Backtest.Storage.Results;

/// <summary>Reports that a trial is over, now or in an earlier attempt at the run.</summary>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Metrics">Its metrics; null if it has none.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record TrialFinished(TrialId Trial, string Label, TrialStatus Status, MetricSet? Metrics, double Seconds = 0);
