using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Baselines;

/// <summary>A simple method that every other model must beat (Hyndman and Athanasopoulos, FPP3, section 5.2).</summary>
/// <param name="Method">The method.</param>
/// <param name="SeasonLength">Season length m in observations, for the seasonal naive method.</param>
public sealed record BaselineSpec(
    [property: JsonPropertyName("method")] BaselineMethod Method,
    [property: JsonPropertyName("m")] int SeasonLength = 1) : ModelSpec
{
    /// <summary>Whether it is the naive or the seasonal naive forecast, which every published trial is compared with.</summary>
    [JsonIgnore]
    public bool IsNaive => Method is BaselineMethod.Naive or BaselineMethod.SeasonalNaive;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "baseline";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label => Method switch
    {
        BaselineMethod.Naive => "Naive",
        BaselineMethod.SeasonalNaive => $"Seasonal naive [{SeasonLength}]",
        BaselineMethod.Drift => "Drift",
        _ => "Mean",
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutomatic => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => Method switch
    {
        BaselineMethod.SeasonalNaive => SeasonLength + 1,
        BaselineMethod.Mean => 2,
        _ => 3,
    };
}
