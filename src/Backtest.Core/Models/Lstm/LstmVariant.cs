using System.Text.Json.Serialization;
using Backtest.Core.Models.Lstm.Samples;

namespace Backtest.Core.Models.Lstm;

/// <summary>The differences of the networks of one input of a global trial from its spec; null if there is none.</summary>
public sealed record LstmVariant
{
    /// <summary>See <see cref="LstmSpec.Level"/>.</summary>
    [JsonPropertyName("level")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SampleLevel? Level { get; init; }

    /// <summary>See <see cref="LstmSpec.Base"/>.</summary>
    [JsonPropertyName("base")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SampleBase? Base { get; init; }

    /// <summary>See <see cref="LstmSpec.BaseSeason"/>.</summary>
    [JsonPropertyName("baseSeason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BaseSeason { get; init; }

    /// <summary>See <see cref="LstmSpec.Scale"/>.</summary>
    [JsonPropertyName("scale")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SampleScale? Scale { get; init; }

    /// <summary>See <see cref="LstmSpec.AdjustSeason"/>.</summary>
    [JsonPropertyName("adjustSeason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AdjustSeason { get; init; }

    /// <summary>See <see cref="LstmSpec.LookBack"/>.</summary>
    [JsonPropertyName("lookBack")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LookBack { get; init; }

    /// <summary>See <see cref="LstmSpec.Units"/>.</summary>
    [JsonPropertyName("units")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Units { get; init; }

    /// <summary>See <see cref="LstmSpec.Epochs"/>.</summary>
    [JsonPropertyName("epochs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Epochs { get; init; }

    /// <summary>See <see cref="LstmSpec.LearningRate"/>.</summary>
    [JsonPropertyName("learningRate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LearningRate { get; init; }

    /// <summary>A spec with these differences.</summary>
    internal LstmSpec Of(LstmSpec spec) => spec with
    {
        Level = Level ?? spec.Level,
        Base = Base ?? spec.Base,
        BaseSeason = BaseSeason ?? spec.BaseSeason,
        Scale = Scale ?? spec.Scale,
        AdjustSeason = AdjustSeason ?? spec.AdjustSeason,
        LookBack = LookBack ?? spec.LookBack,
        Units = Units ?? spec.Units,
        Epochs = Epochs ?? spec.Epochs,
        LearningRate = LearningRate ?? spec.LearningRate,
        Variants = null,
    };
}
