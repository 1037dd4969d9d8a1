using System.Text.Json.Serialization;

namespace Backtest.Runs;

/// <summary>What is wrong with a blob of a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Damage>))]
public enum Damage
{
    /// <summary>It is not stored, though the run has its result.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>It is not what was written.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,
}
