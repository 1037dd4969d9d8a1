using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>The loss of a training, as a mean over samples and the values or classes forecast from each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary>Squared error.</summary>
    [JsonStringEnumMemberName("mse")]
    Mse,

    /// <summary>Absolute error.</summary>
    [JsonStringEnumMemberName("mae")]
    Mae,

    /// <summary>Half the squared error up to 1, linear above (Huber, 1964).</summary>
    [JsonStringEnumMemberName("huber")]
    Huber,

    /// <summary>The negative logarithm of the true class' probability; for softmax outputs.</summary>
    [JsonStringEnumMemberName("crossEntropy")]
    CrossEntropy,

    /// <summary>
    /// Pinball loss of the quantiles of <see cref="QuantileHead"/> (Koenker and Bassett, 1978), as a mean over them too; the median is the
    /// point forecast.
    /// </summary>
    [JsonStringEnumMemberName("pinball")]
    Pinball,
}
