using System.Text.Json.Serialization;

namespace Backtest.Core.Series;

/// <summary>How to combine several values for the same time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepeatRule>))]
public enum RepeatRule
{
    /// <summary>Their sum.</summary>
    [JsonStringEnumMemberName("sum")]
    Sum,

    /// <summary>Their mean.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>The last of them in the file.</summary>
    [JsonStringEnumMemberName("last")]
    Last,
}
