using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>A dense layer between the last LSTM layer and the output.</summary>
/// <param name="Units">Number of outputs, at least 1.</param>
/// <param name="Activation">Activation of each output.</param>
public sealed record DenseLayer(
    [property: JsonPropertyName("units")] int Units,
    [property: JsonPropertyName("activation")] Activation Activation = Activation.Relu);
