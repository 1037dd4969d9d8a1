using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>Activation of a dense layer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Activation>))]
public enum Activation
{
    /// <summary>f(x) = x.</summary>
    [JsonStringEnumMemberName("linear")]
    Linear,

    /// <summary>f(x) = max(0, x).</summary>
    [JsonStringEnumMemberName("relu")]
    Relu,

    /// <summary>f(x) = tanh x.</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,

    /// <summary>f(x) = 1 / (1 + exp(-x)).</summary>
    [JsonStringEnumMemberName("sigmoid")]
    Sigmoid,

    /// <summary>f(x)_k = exp(x_k) / sum of all exp(x_j): probabilities.</summary>
    [JsonStringEnumMemberName("softmax")]
    Softmax,

    /// <summary>Quantiles in ascending order, see <see cref="QuantileHead"/>; only for the output of such a network.</summary>
    [JsonStringEnumMemberName("quantiles")]
    Quantiles,
}
