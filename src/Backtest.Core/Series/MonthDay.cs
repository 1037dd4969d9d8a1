using System.Text.Json.Serialization;

namespace Backtest.Core.Series;

/// <summary>On which day of its month a value lies, where its step is in months and it is not always the same day.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MonthDay>))]
public enum MonthDay
{
    /// <summary>The first day of the month from Monday to Friday.</summary>
    [JsonStringEnumMemberName("firstWeekday")]
    FirstWeekday,

    /// <summary>The last day of the month from Monday to Friday.</summary>
    [JsonStringEnumMemberName("lastWeekday")]
    LastWeekday,

    /// <summary>Some day; what lies ahead is given the first value's.</summary>
    [JsonStringEnumMemberName("any")]
    Any,
}
