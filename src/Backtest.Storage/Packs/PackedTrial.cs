using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Storage.Results;

namespace Backtest.Storage.Packs;

/// <summary>
/// A trial of a series in a bundle, without the metrics of windows and steps, which follow from the rest.
/// </summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Spec">The settings of the model.</param>
/// <param name="Status">Done, failed or pruned.</param>
/// <param name="Reason">Why it failed or was pruned.</param>
/// <param name="Score">The data that give its score.</param>
/// <param name="History">Losses of each epoch of an LSTM's last fit.</param>
/// <param name="Warnings">Warnings for the reader.</param>
/// <param name="Timing">How long it took.</param>
internal sealed record PackedTrial(
    int SchemaVersion,
    TrialId Trial,
    string Label,
    ModelSpec Spec,
    TrialStatus Status,
    string? Reason,
    BacktestForecasts? Score,
    TrainingHistory? History,
    IReadOnlyList<string> Warnings,
    Timing Timing)
{
    /// <summary>The bytes of a trial's document in a bundle.</summary>
    /// <param name="trial">The document.</param>
    /// <param name="scales">Scales of the series in the windows.</param>
    public static byte[] Pack(TrialDocument trial, IReadOnlyDictionary<int, ErrorScale> scales) =>
        Documents.Write(new PackedTrial(
            trial.SchemaVersion,
            trial.Trial,
            trial.Label,
            trial.Spec,
            trial.Status,
            trial.Reason,
            trial.Score is null ? null : BacktestForecasts.Of(trial.Score, scales),
            trial.History,
            trial.Warnings,
            trial.Timing));

    /// <summary>The bytes of a trial's document.</summary>
    public static byte[] Unpack(StoredBlob trial)
    {
        var packed = Documents.Read<PackedTrial>(trial);
        return Documents.Write(new TrialDocument(
            packed.SchemaVersion,
            packed.Trial,
            packed.Label,
            packed.Spec,
            packed.Status,
            packed.Reason,
            packed.Score?.ToScore(),
            packed.History,
            packed.Warnings,
            packed.Timing));
    }
}
