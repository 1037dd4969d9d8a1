using System.Text.Json.Serialization;

namespace Backtest.Storage.Results;

/// <summary>Where a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Planned, and not over.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Complete: leaderboard and forecasts are there.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Cancelled; starting it again goes on where it stopped.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>
    /// Without a result: no trial could be scored, or its host met a fault again and again. Starting it again goes on where it stopped.
    /// </summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Never started, because its input cannot be used.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
