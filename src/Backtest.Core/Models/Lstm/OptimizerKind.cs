using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>The optimiser of a training.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerKind>))]
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba, 2015).</summary>
    [JsonStringEnumMemberName("adam")]
    Adam,

    /// <summary>RMSprop (Tieleman and Hinton, 2012).</summary>
    [JsonStringEnumMemberName("rmsprop")]
    RmsProp,

    /// <summary>Gradient descent, with momentum if that is set.</summary>
    [JsonStringEnumMemberName("sgd")]
    Sgd,
}
