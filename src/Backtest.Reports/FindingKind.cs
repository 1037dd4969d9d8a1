using System.Text.Json.Serialization;

namespace Backtest.Reports;

/// <summary>The meaning of a finding for the reader.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>It speaks for the model.</summary>
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary>It is neutral.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>It speaks against the model.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,
}
