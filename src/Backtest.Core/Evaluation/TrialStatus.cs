using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>How a trial ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrialStatus>))]
public enum TrialStatus
{
    /// <summary>Fitted and scored on every window.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Could not be fitted or scored; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Not fitted: a halving search did not take its training on to so many epochs.</summary>
    [JsonStringEnumMemberName("pruned")]
    Pruned,
}
