using System.Text.Json.Serialization;

namespace Backtest.Core.Series;

/// <summary>The day of the month of a value, if the step is in months and the day varies.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MonthDay>))]
public enum MonthDay
{
    /// <summary>The first day of the month from Monday to Friday.</summary>
    [JsonStringEnumMemberName("firstWeekday")]
    FirstWeekday,

    /// <summary>The last day of the month from Monday to Friday.</summary>
    [JsonStringEnumMemberName("lastWeekday")]
    LastWeekday,

    /// <summary>Any day; later times have the day of the first value.</summary>
    [JsonStringEnumMemberName("any")]
    Any,
}
