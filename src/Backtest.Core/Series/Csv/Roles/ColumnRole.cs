using System.Text.Json.Serialization;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>The role of a file's column.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnRole>))]
public enum ColumnRole
{
    /// <summary>Not read.</summary>
    [JsonStringEnumMemberName("leftOut")]
    LeftOut,

    /// <summary>The time, or a part of it.</summary>
    [JsonStringEnumMemberName("time")]
    Time,

    /// <summary>The id of a series, or a part of it.</summary>
    [JsonStringEnumMemberName("id")]
    Id,

    /// <summary>The values to forecast.</summary>
    [JsonStringEnumMemberName("target")]
    Target,

    /// <summary>A covariate known up to the time of the forecast.</summary>
    [JsonStringEnumMemberName("pastCovariate")]
    PastCovariate,

    /// <summary>A covariate known ahead.</summary>
    [JsonStringEnumMemberName("futureCovariate")]
    FutureCovariate,
}
