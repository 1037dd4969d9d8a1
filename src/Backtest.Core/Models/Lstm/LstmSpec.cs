using System.Text.Json;
using System.Text.Json.Serialization;
using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// A stacked LSTM (Hochreiter and Schmidhuber, 1997) with a dense head that maps the last
/// <see cref="LookBack"/> transformed values to the next one.
/// </summary>
public sealed record LstmSpec : ModelSpec
{
    /// <summary>Number of past values that the network sees, at least 1.</summary>
    [JsonPropertyName("lookBack")]
    public int LookBack { get; init; } = 12;

    /// <summary>Units of every LSTM layer.</summary>
    [JsonPropertyName("units")]
    public int Units { get; init; } = 32;

    /// <summary>Number of stacked LSTM layers.</summary>
    [JsonPropertyName("layers")]
    public int Layers { get; init; } = 1;

    /// <summary>Passes over the training windows.</summary>
    [JsonPropertyName("epochs")]
    public int Epochs { get; init; } = 100;

    /// <summary>Windows per optimiser step; a last short batch is kept.</summary>
    [JsonPropertyName("batchSize")]
    public int BatchSize { get; init; } = 32;

    /// <summary>Share of each LSTM layer's outputs set to zero in training, with inverted scaling; in [0, 1).</summary>
    [JsonPropertyName("dropout")]
    public double Dropout { get; init; }

    /// <summary>Dense layers between the last LSTM layer and the output; none by default.</summary>
    [JsonPropertyName("dense")]
    public IReadOnlyList<DenseLayer> Dense { get; init; } = [];

    /// <summary>Activation of the output.</summary>
    [JsonPropertyName("outputActivation")]
    public Activation OutputActivation { get; init; }

    /// <summary>Adam's step size (Kingma and Ba, 2015).</summary>
    [JsonPropertyName("learningRate")]
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Transforms of the series, in order, fitted on training data alone.</summary>
    [JsonPropertyName("transforms")]
    public IReadOnlyList<TransformKind> Transforms { get; init; } = [TransformKind.Difference, TransformKind.Standardise];

    /// <summary>Season length m in observations, for the seasonal difference.</summary>
    [JsonPropertyName("m")]
    public int SeasonLength { get; init; } = 1;

    /// <summary>Seed of the initial weights, the shuffling and the dropout masks.</summary>
    [JsonPropertyName("seed")]
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Engine => "lstm";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var units = string.Join("+", Enumerable.Repeat(Units, Layers));
            var dense = Dense.Count == 0 ? "" : ", dense " + string.Join("+", Dense.Select(layer => layer.Units));
            var transforms = Transforms.Count == 0 ? "" : " of " + string.Join(", ", Transforms.Select(kind => JsonSerializer.SerializeToElement(kind).GetString()));
            return $"LSTM {units}{dense}, look-back {LookBack}, {Epochs} epochs{transforms}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => LookBack + 2 + Transforms.Sum(kind => kind switch
    {
        TransformKind.Difference => 1,
        TransformKind.SeasonalDifference => SeasonLength,
        _ => 0,
    });
}
