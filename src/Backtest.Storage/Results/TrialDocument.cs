using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Storage.Results;

/// <summary>trials/{trial}.json: how a trial ended.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Spec">What was fitted.</param>
/// <param name="Status">Done, failed or pruned.</param>
/// <param name="Reason">Why it failed or was pruned.</param>
/// <param name="Score">Metrics overall and per step, and the forecasts of every window.</param>
/// <param name="History">Losses of each epoch of an LSTM's last fit.</param>
/// <param name="Warnings">What a reader should know.</param>
/// <param name="Timing">How long it took; the one part that differs from time to time.</param>
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
    /// <summary>What progress tells of it.</summary>
    public TrialFinished ToFinished() => new(Trial, Label, Status, Score?.Overall, Timing.Seconds);
}
