using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Storage.Results;

/// <summary>trials/{trial}.json: how a trial ended.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Spec">The settings of the model.</param>
/// <param name="Status">Done, failed or pruned.</param>
/// <param name="Reason">Why it failed or was pruned.</param>
/// <param name="Score">Metrics overall and per step, and the forecasts of every window.</param>
/// <param name="History">Losses of each epoch of an LSTM's last fit.</param>
/// <param name="Warnings">Warnings for the reader.</param>
/// <param name="Timing">How long it took; the only part that differs between runs.</param>
public sealed record TrialDocument(
    int SchemaVersion,
    TrialId Trial,
    string Label,
    ModelSpec Spec,
    TrialStatus Status,
    string? Reason,
    BacktestScore? Score,
    TrainingHistory? History,
    IReadOnlyList<string> Warnings,
    Timing Timing)
{
    /// <summary>Its part in the progress.</summary>
    public TrialFinished ToFinished() => new(Trial, Label, Status, Score?.Overall, Timing.Seconds);
}
