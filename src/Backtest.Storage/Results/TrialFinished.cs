using Backtest.Core.Evaluation;
using Backtest.Core.Models;

namespace Backtest.Storage.Results;

/// <summary>Says that a trial is over, now or in an earlier attempt at the run.</summary>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Metrics">Its metrics; null where it has none.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record TrialFinished(TrialId Trial, string Label, TrialStatus Status, MetricSet? Metrics, double Seconds = 0);
