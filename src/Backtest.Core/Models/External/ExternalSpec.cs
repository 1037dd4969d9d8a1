using System.Text.Json.Serialization;
using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Models.External;

/// <summary>Forecasts made elsewhere, which are scored like those of other models but never published.</summary>
/// <param name="Name">Their display name.</param>
/// <param name="Forecasts">The forecasts from each origin.</param>
public sealed record ExternalSpec(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("forecasts")] IReadOnlyList<ExternalForecast> Forecasts) : ModelSpec
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "external";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label => Name;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => 1;
}

/// <summary>Forecasts from one origin.</summary>
/// <param name="Known">Number of known values of the series.</param>
/// <param name="Gap">Number of steps after them without a forecast.</param>
/// <param name="Yhat">Forecasts of the steps after the gap.</param>
public sealed record ExternalForecast(
    [property: JsonPropertyName("known")] int Known,
    [property: JsonPropertyName("gap")] int Gap,
    [property: JsonPropertyName("yhat")] IReadOnlyList<double> Yhat)
{
    /// <summary>Their 80 % and 95 % intervals, as far as they are given; null for none.</summary>
    /// <remarks>Serialized only if there are any, so that the ids of trials from before this property stay the same.</remarks>
    [JsonPropertyName("intervals")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PredictionInterval>? Intervals { get; init; }
}
