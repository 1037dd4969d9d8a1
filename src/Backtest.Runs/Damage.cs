using System.Text.Json.Serialization;

namespace Backtest.Runs;

/// <summary>The damage of a run's blob.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Damage>))]
public enum Damage
{
    /// <summary>It is not stored although the run has a result.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>It is not what was written.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,
}
