using System.Text.Json.Serialization;

namespace Backtest.Core.Transforms;

/// <summary>A transform to fit on training data before a network sees it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransformKind>))]
public enum TransformKind
{
    /// <summary>Natural logarithm; needs values above zero.</summary>
    [JsonStringEnumMemberName("log")]
    Log,

    /// <summary>First difference, x(t) - x(t-1).</summary>
    [JsonStringEnumMemberName("difference")]
    Difference,

    /// <summary>Seasonal difference, x(t) - x(t-m), with the run's season length m.</summary>
    [JsonStringEnumMemberName("seasonalDifference")]
    SeasonalDifference,

    /// <summary>Onto [0, 1] by the training minimum and maximum.</summary>
    [JsonStringEnumMemberName("minMax")]
    MinMax,

    /// <summary>Divided by the largest absolute training value.</summary>
    [JsonStringEnumMemberName("divideByMax")]
    DivideByMax,

    /// <summary>Minus the training mean, divided by the training standard deviation.</summary>
    [JsonStringEnumMemberName("standardise")]
    Standardise,
}
