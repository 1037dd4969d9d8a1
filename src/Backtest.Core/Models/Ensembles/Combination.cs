using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Ensembles;

/// <summary>How an ensemble combines the forecasts of its members.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Combination>))]
public enum Combination
{
    /// <summary>Their mean (Clemen, 1989, International Journal of Forecasting 5, 559-583).</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>Their median.</summary>
    [JsonStringEnumMemberName("median")]
    Median,

    /// <summary>
    /// Their mean without the lowest and the highest fifth of the weight (Jose and Winkler, 2008, International Journal of
    /// Forecasting 24, 163-169), so that a runaway member is outvoted.
    /// </summary>
    [JsonStringEnumMemberName("trimmedMean")]
    TrimmedMean,

    /// <summary>
    /// Their mean with weights inversely proportional to their errors (Bates and Granger, 1969, Operational Research Quarterly 20).
    /// </summary>
    [JsonStringEnumMemberName("inverseError")]
    InverseError,
}
