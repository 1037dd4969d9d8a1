using System.Text.Json.Serialization;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;

namespace Backtest.Storage.Results;

/// <summary>
/// models/{trial}.json: a fitted model; for an LSTM, also within MSTL, without the network, which lies beside it as ONNX.
/// </summary>
public sealed record ModelDocument
{
    /// <summary>Version of the document's shape.</summary>
    public int SchemaVersion { get; init; } = Documents.SchemaVersion;

    /// <summary>The trial's id.</summary>
    public required TrialId Trial { get; init; }

    /// <summary>Its display name.</summary>
    public required string Label { get; init; }

    /// <summary>The settings of the model.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Coefficients and state of an ARIMA model.</summary>
    public ArimaModel? Arima { get; init; }

    /// <summary>Parameters and states of an exponential smoothing model.</summary>
    public EtsModel? Ets { get; init; }

    /// <summary>The forms of an average of exponential smoothing models.</summary>
    public EtsAverage? EtsAverage { get; init; }

    /// <summary>Parameters of a standard Theta model.</summary>
    public ThetaModel? Theta { get; init; }

    /// <summary>Parameters of a Theta model of two lines.</summary>
    public ThetaLinesModel? ThetaLines { get; init; }

    /// <summary>Parameters and initial states of complex exponential smoothing.</summary>
    public CesModel? Ces { get; init; }

    /// <summary>Seasons that are taken out, and the model of the rest.</summary>
    public MstlModel? Mstl { get; init; }

    /// <summary>Transforms, covariates and ranges of an LSTM, fitted to its training values.</summary>
    public LstmEncoding? Encoding { get; init; }

    /// <summary>For a global trial, the encodings of each input fitted to this series; its networks belong to the panel.</summary>
    public IReadOnlyList<LstmEncoding>? Encodings { get; init; }

    /// <summary>For a global trial, the cutoff at which its networks were trained, from 0; the number is part of their names.</summary>
    public int? Cutoff { get; init; }

    /// <summary>What an LSTM's ONNX file takes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public NetworkInput NetworkInput { get; init; }

    /// <summary>SHA-256 of an LSTM's ONNX file, in hexadecimal.</summary>
    public string? NetworkSha256 { get; init; }
}
