using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>The source of a model's prediction intervals.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IntervalSource>))]
public enum IntervalSource
{
    /// <summary>The model's own predictive distribution.</summary>
    [JsonStringEnumMemberName("model")]
    Model,

    /// <summary>Quantiles that the model's networks forecast; see <see cref="Models.Lstm.QuantileHead"/>.</summary>
    [JsonStringEnumMemberName("quantiles")]
    Quantiles,

    /// <summary>The distributions of an ensemble's members, pooled.</summary>
    [JsonStringEnumMemberName("pool")]
    Pool,

    /// <summary>
    /// The pooled distributions of an ensemble's members, scaled to the ensemble's errors in the backtest's windows; see
    /// <see cref="Probabilistic.ScaledPool"/>.
    /// </summary>
    [JsonStringEnumMemberName("scaledPool")]
    ScaledPool,

    /// <summary>The model's errors in the backtest's windows; see <see cref="ConformalIntervals"/>.</summary>
    [JsonStringEnumMemberName("conformal")]
    Conformal,
}
