using System.Text.Json.Serialization;

namespace Backtest.Storage.Results;

/// <summary>The state of a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Planned, and not over.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Complete: leaderboard and forecasts are there.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Cancelled. Starting it again continues where it stopped.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>
    /// Without a result: no trial could be scored, or its host kept hitting an error. Starting it again continues where it stopped.
    /// </summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Never started, because its input is not valid.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
