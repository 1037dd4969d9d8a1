using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>Where the starting weights come from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WeightInitialization>))]
public enum WeightInitialization
{
    /// <summary>As in Keras: Glorot uniform, orthogonal recurrent weights, forget-gate bias 1.</summary>
    [JsonStringEnumMemberName("keras")]
    Keras,

    /// <summary>As in PyTorch: all uniform within one over the root of the number of units, or of inputs of a dense layer.</summary>
    [JsonStringEnumMemberName("pytorch")]
    PyTorch,
}
