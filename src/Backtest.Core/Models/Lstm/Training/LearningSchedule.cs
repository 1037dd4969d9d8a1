using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm.Training;

/// <summary>How the step size changes during a training, apart from its decay after epochs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningSchedule>))]
public enum LearningSchedule
{
    /// <summary>It is constant.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>It rises during the first updates, then falls along half a cosine (Loshchilov and Hutter, 2017) to a twentieth.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,
}
