using System.Text.Json.Serialization;

namespace Backtest.Runs.Repairs;

/// <summary>What became of a damaged or missing blob.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepairOutcome>))]
public enum RepairOutcome
{
    /// <summary>It was computed again.</summary>
    [JsonStringEnumMemberName("computed again")]
    ComputedAgain,

    /// <summary>Nothing was changed, as was asked for; it could be tried.</summary>
    [JsonStringEnumMemberName("found")]
    Found,

    /// <summary>A host works on its run, and was left alone.</summary>
    [JsonStringEnumMemberName("in use")]
    InUse,

    /// <summary>Nothing that is stored gives it back.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}
