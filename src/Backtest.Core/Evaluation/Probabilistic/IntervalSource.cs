using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Probabilistic;

/// <summary>Where a model's prediction intervals come from.</summary>
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
    /// The distributions of an ensemble's members, pooled and scaled to the errors that it made in the backtest's windows; see
    /// <see cref="Probabilistic.ScaledPool"/>.
    /// </summary>
    [JsonStringEnumMemberName("scaledPool")]
    ScaledPool,

    /// <summary>The errors that it made in the backtest's windows; see <see cref="ConformalIntervals"/>.</summary>
    [JsonStringEnumMemberName("conformal")]
    Conformal,
}
