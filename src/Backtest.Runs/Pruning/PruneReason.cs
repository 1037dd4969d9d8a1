using System.Text.Json.Serialization;

namespace Backtest.Runs.Pruning;

/// <summary>Why nothing refers to a blob.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PruneReason>))]
public enum PruneReason
{
    /// <summary>A write that was cut off.</summary>
    [JsonStringEnumMemberName("cut off")]
    CutOff,

    /// <summary>Its run has no plan.</summary>
    [JsonStringEnumMemberName("no plan")]
    NoPlan,

    /// <summary>The trial or run that it belongs to has no result.</summary>
    [JsonStringEnumMemberName("no result")]
    NoResult,

    /// <summary>The owner that it names works on the run no longer.</summary>
    [JsonStringEnumMemberName("no owner")]
    NoOwner,

    /// <summary>Its run has been superseded by newer ones.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,
}
