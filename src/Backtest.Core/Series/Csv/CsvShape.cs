using System.Text.Json.Serialization;

namespace Backtest.Core.Series.Csv;

/// <summary>The layout of the series in a file; see <see cref="SeriesReader"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CsvShape>))]
public enum CsvShape
{
    /// <summary>One column of values.</summary>
    [JsonStringEnumMemberName("values")]
    Values,

    /// <summary>Times and values.</summary>
    [JsonStringEnumMemberName("timedValues")]
    TimedValues,

    /// <summary>Several value columns, with times or without.</summary>
    [JsonStringEnumMemberName("columns")]
    Columns,

    /// <summary>A row per series and time.</summary>
    [JsonStringEnumMemberName("long")]
    LongFormat,

    /// <summary>Times across: a row or a column per series, and a column per month, day or hour.</summary>
    [JsonStringEnumMemberName("wide")]
    Wide,

    /// <summary>One column of event times.</summary>
    [JsonStringEnumMemberName("events")]
    Events,
}
