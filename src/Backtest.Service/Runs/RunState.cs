using System.Text.Json.Serialization;

namespace Backtest.Service.Runs;

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

    /// <summary>Given up by its host, which met a fault again and again; starting it again goes on where it stopped.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Never started, because its input cannot be used.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
