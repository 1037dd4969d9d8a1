using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;

namespace Backtest.Commands.Output;

/// <summary>A model in a folder of results.</summary>
/// <param name="Upload">Name of the upload.</param>
/// <param name="Id">The id of the series in the upload; null if it is the only one.</param>
/// <param name="Rank">Its place among the models of the series, from 1.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Metric">The metric that ranks the models of the series.</param>
/// <param name="Score">The model's value of it over the windows; null if it is not defined.</param>
/// <param name="Folder">The folder that all models of the run are in.</param>
/// <param name="Place">Its file in that folder: ONNX for a network, JSON for others; in a pack of a panel, the pack and its entry.</param>
internal sealed record StoredModel(
    [property: JsonIgnore] string Upload,
    [property: JsonIgnore] string? Id,
    int Rank,
    string Label,
    RankingMetric Metric,
    double? Score,
    [property: JsonIgnore] string Folder,
    [property: JsonIgnore] string Place)
{
    /// <summary>Name of its series.</summary>
    [JsonPropertyOrder(-1)]
    public string Series => Id is null ? Upload : $"{Upload} {Id}";

    /// <summary>Its file; of a panel, the folder of the packs and the place in it.</summary>
    public string File => Id is null ? Path.Combine(Folder, Place) : $"{Folder} {Place}";
}
