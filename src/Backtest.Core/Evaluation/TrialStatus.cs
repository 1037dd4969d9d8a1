using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>How a trial ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrialStatus>))]
public enum TrialStatus
{
    /// <summary>Fitted and scored on every window.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Not fitted or not scored; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Not fitted: the halving search stopped its training after fewer epochs.</summary>
    [JsonStringEnumMemberName("pruned")]
    Pruned,
}
