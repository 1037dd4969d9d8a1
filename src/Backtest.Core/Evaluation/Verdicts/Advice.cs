using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>What to do with a forecast; larger is worse.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Advice>))]
public enum Advice
{
    /// <summary>No check speaks against it.</summary>
    [JsonStringEnumMemberName("trust")]
    Trust,

    /// <summary>A check speaks against it, or too little is known.</summary>
    [JsonStringEnumMemberName("caution")]
    Caution,

    /// <summary>The hold-out shows that it does not work.</summary>
    [JsonStringEnumMemberName("doNotUse")]
    DoNotUse,
}
