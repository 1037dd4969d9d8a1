using System.Text.Json.Serialization;
using Backtest.Core.Evaluation;

namespace Backtest.Commands.Output;

/// <summary>A model in a folder of results.</summary>
/// <param name="Series">Name of its series.</param>
/// <param name="Rank">Its place among the models of the series, from 1.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Metric">The metric that ranks the models of the series.</param>
/// <param name="Score">The model's value of it over the windows; null if it is not defined.</param>
/// <param name="File">Its file: ONNX for a network, JSON for others.</param>
internal sealed record StoredModel(string Series, int Rank, string Label, RankingMetric Metric, double? Score, string File)
{
    /// <summary>Name of the upload.</summary>
    [JsonIgnore]
    public string Upload { get; init; } = Series;

    /// <summary>The id of the series in the upload; null if it is the only one.</summary>
    [JsonIgnore]
    public string? Id { get; init; }

    /// <summary>The folder that all models of the run are in.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";
}
