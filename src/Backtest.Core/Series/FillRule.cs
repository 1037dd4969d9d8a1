using System.Text.Json.Serialization;

namespace Backtest.Core.Series;

/// <summary>What a time that is not in the file counts as.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FillRule>))]
public enum FillRule
{
    /// <summary>A value of zero, as in a list of sales or events.</summary>
    [JsonStringEnumMemberName("zero")]
    Zero,
}
