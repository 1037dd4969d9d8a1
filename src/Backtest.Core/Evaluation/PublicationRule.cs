using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>Which of the ranked trials is published.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PublicationRule>))]
public enum PublicationRule
{
    /// <summary>
    /// The best ensemble where the windows do not tell it from the best trial (it is in the model confidence set, or there are
    /// too few windows for one) and do not show it to be clearly worse than a naive forecast, and else the best trial, which is a
    /// simpler one where both err by the same: an average is seldom far off, while the best of many on few windows owes part of
    /// its rank to chance.
    /// </summary>
    [JsonStringEnumMemberName("ensembleUnlessWorse")]
    EnsembleUnlessWorse,

    /// <summary>The trial that ranks first.</summary>
    [JsonStringEnumMemberName("best")]
    Best,
}
