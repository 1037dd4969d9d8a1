using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Storage.Results;

/// <summary>global/{trial}/{cutoff}-{network}.json: all of a panel's network but its weights, which lie beside it as ONNX.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Trial">Id of the global trial.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Spec">How samples are cut and normalised, and how the network was trained on them.</param>
/// <param name="Cutoff">The last time that it saw.</param>
/// <param name="Series">Number of series that had samples.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="History">Losses of each epoch; null if there is no network.</param>
/// <param name="Problem">Why there is no network; null if there is one.</param>
/// <param name="NetworkSha256">SHA-256 of the ONNX file, in hexadecimal.</param>
/// <param name="Timing">When it was trained, and how long that took.</param>
public sealed record TrainingDocument(
    int SchemaVersion,
    TrialId Trial,
    string Label,
    LstmSpec Spec,
    PanelCutoff Cutoff,
    int Series,
    int Samples,
    TrainingHistory? History,
    string? Problem,
    string? NetworkSha256,
    Timing Timing);
