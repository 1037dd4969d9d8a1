using System.Text.Json.Serialization;

namespace Backtest.Core.Series;

/// <summary>The value of a time that the file lacks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FillRule>))]
public enum FillRule
{
    /// <summary>A value of zero, as in a list of sales or events.</summary>
    [JsonStringEnumMemberName("zero")]
    Zero,
}
