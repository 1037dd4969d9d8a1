using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>The distribution of the starting weights.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WeightInitialization>))]
public enum WeightInitialization
{
    /// <summary>As in Keras: Glorot uniform, orthogonal recurrent weights, forget-gate bias 1.</summary>
    [JsonStringEnumMemberName("keras")]
    Keras,

    /// <summary>As in PyTorch: uniform within 1 over the square root of the number of units, or of the inputs of a dense layer.</summary>
    [JsonStringEnumMemberName("pytorch")]
    PyTorch,
}
