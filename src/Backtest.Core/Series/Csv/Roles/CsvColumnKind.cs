using System.Text.Json.Serialization;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>What the cells of a column hold.</summary>
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

    /// <summary>Nothing, or marks of missing values alone.</summary>
    [JsonStringEnumMemberName("empty")]
    Empty,
}
