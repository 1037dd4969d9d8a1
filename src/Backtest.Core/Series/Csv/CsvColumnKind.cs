using System.Text.Json.Serialization;

namespace Backtest.Core.Series.Csv;

/// <summary>What a column of a file holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CsvColumnKind>))]
public enum CsvColumnKind
{
    /// <summary>Dates or times.</summary>
    [JsonStringEnumMemberName("time")]
    Time,

    /// <summary>Ids of series.</summary>
    [JsonStringEnumMemberName("id")]
    Id,

    /// <summary>Numbers.</summary>
    [JsonStringEnumMemberName("value")]
    Value,

    /// <summary>Anything else.</summary>
    [JsonStringEnumMemberName("text")]
    Text,
}
