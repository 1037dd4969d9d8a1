using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>The trial that the published trial is compared with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Opponent>))]
public enum Opponent
{
    /// <summary>The naive forecast.</summary>
    [JsonStringEnumMemberName("naive")]
    Naive,

    /// <summary>The seasonal naive forecast.</summary>
    [JsonStringEnumMemberName("seasonalNaive")]
    SeasonalNaive,

    /// <summary>The best of the other trials.</summary>
    [JsonStringEnumMemberName("runnerUp")]
    RunnerUp,
}
