using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>Activation of the candidate and of the cell in an LSTM; the gates are sigmoids.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellActivation>))]
public enum CellActivation
{
    /// <summary>f(x) = tanh x.</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,

    /// <summary>f(x) = max(0, x); the cell is then unbounded, and the training may diverge.</summary>
    [JsonStringEnumMemberName("relu")]
    Relu,
}
