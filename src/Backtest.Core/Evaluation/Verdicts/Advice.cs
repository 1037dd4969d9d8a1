using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>What to do with a forecast. A larger one is worse.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Advice>))]
public enum Advice
{
    /// <summary>Nothing that was checked speaks against it.</summary>
    [JsonStringEnumMemberName("trust")]
    Trust,

    /// <summary>Something speaks against it, or too little is known.</summary>
    [JsonStringEnumMemberName("caution")]
    Caution,

    /// <summary>The values held out show that it does not work.</summary>
    [JsonStringEnumMemberName("doNotUse")]
    DoNotUse,
}
