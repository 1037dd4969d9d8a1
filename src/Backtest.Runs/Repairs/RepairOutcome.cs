using System.Text.Json.Serialization;

namespace Backtest.Runs.Repairs;

/// <summary>The outcome of repairing a damaged or missing blob.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepairOutcome>))]
public enum RepairOutcome
{
    /// <summary>It was computed again.</summary>
    [JsonStringEnumMemberName("computed again")]
    ComputedAgain,

    /// <summary>Nothing was changed, as requested; a repair is possible.</summary>
    [JsonStringEnumMemberName("found")]
    Found,

    /// <summary>A host works on its run, which was skipped.</summary>
    [JsonStringEnumMemberName("in use")]
    InUse,

    /// <summary>It cannot be computed from what is stored.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}
