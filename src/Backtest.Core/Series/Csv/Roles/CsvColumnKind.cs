using System.Text.Json.Serialization;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>The content of a column's cells.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CsvColumnKind>))]
public enum CsvColumnKind
{
    /// <summary>Dates, times, or parts of them.</summary>
    [JsonStringEnumMemberName("time")]
    Time,

    /// <summary>Numbers.</summary>
    [JsonStringEnumMemberName("value")]
    Value,

    /// <summary>Anything else.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>Nothing, or only marks of missing values.</summary>
    [JsonStringEnumMemberName("empty")]
    Empty,
}
