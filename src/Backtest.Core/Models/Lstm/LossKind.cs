using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>What a training minimises, as a mean over samples and the values or classes forecast from each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary>Squared error.</summary>
    [JsonStringEnumMemberName("mse")]
    Mse,

    /// <summary>Absolute error.</summary>
    [JsonStringEnumMemberName("mae")]
    Mae,

    /// <summary>Half the squared error up to 1, from there linear (Huber, 1964).</summary>
    [JsonStringEnumMemberName("huber")]
    Huber,

    /// <summary>Minus the logarithm of the probability given to the right class; for softmax outputs.</summary>
    [JsonStringEnumMemberName("crossEntropy")]
    CrossEntropy,

    /// <summary>
    /// Pinball loss of the quantiles of <see cref="QuantileHead"/> (Koenker and Bassett, 1978), as a mean over them too; the median is the
    /// point forecast.
    /// </summary>
    [JsonStringEnumMemberName("pinball")]
    Pinball,
}
