using System.Text.Json.Serialization;

namespace Backtest.Reports;

/// <summary>What a finding means for who reads it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>It speaks for the model.</summary>
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary>It is to be known, and speaks neither for the model nor against it.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>It speaks against the model.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,
}
