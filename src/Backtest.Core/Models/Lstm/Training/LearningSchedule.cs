using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Training;

/// <summary>How the step size goes over a training, beside its decay after epochs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningSchedule>))]
public enum LearningSchedule
{
    /// <summary>It stays.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>It rises over the first updates, and then falls along half a cosine (Loshchilov and Hutter, 2017) to a twentieth.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,
}
