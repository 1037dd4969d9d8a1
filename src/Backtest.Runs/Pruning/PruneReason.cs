using System.Text.Json.Serialization;

namespace Backtest.Runs.Pruning;

/// <summary>Why a blob is not referenced.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PruneReason>))]
public enum PruneReason
{
    /// <summary>Its write was interrupted.</summary>
    [JsonStringEnumMemberName("cut off")]
    CutOff,

    /// <summary>Its run has no plan.</summary>
    [JsonStringEnumMemberName("no plan")]
    NoPlan,

    /// <summary>Its trial or run has no result.</summary>
    [JsonStringEnumMemberName("no result")]
    NoResult,

    /// <summary>Its owner no longer works on the run.</summary>
    [JsonStringEnumMemberName("no owner")]
    NoOwner,

    /// <summary>Newer runs have superseded its run.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,
}
