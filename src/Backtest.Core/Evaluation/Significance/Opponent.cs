using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>Whom the winner is compared with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Opponent>))]
public enum Opponent
{
    /// <summary>The naive forecast.</summary>
    [JsonStringEnumMemberName("naive")]
    Naive,

    /// <summary>The seasonal naive forecast.</summary>
    [JsonStringEnumMemberName("seasonalNaive")]
    SeasonalNaive,

    /// <summary>The next best trial.</summary>
    [JsonStringEnumMemberName("runnerUp")]
    RunnerUp,
}
