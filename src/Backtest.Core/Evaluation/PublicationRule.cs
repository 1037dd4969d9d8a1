using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>The rule that chooses the published trial among the ranked ones.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PublicationRule>))]
public enum PublicationRule
{
    /// <summary>
    /// The best ensemble, if the windows do not distinguish it from the best trial (it is in the model confidence set, or there are
    /// too few windows for one) and do not show it to be clearly worse than a naive forecast; otherwise the best trial. On equal errors the
    /// simpler trial is published. An average is rarely far off, while the best of many trials on few windows owes part of its rank to
    /// chance.
    /// </summary>
    [JsonStringEnumMemberName("ensembleUnlessWorse")]
    EnsembleUnlessWorse,

    /// <summary>The trial that ranks first.</summary>
    [JsonStringEnumMemberName("best")]
    Best,
}
