using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>How a model family performed on many series.</summary>
/// <param name="Family">The model family.</param>
/// <param name="Series">Number of series with a score and defined scaled errors.</param>
/// <param name="Wins">Number of series with a published trial of this model family.</param>
/// <param name="Smape">Mean sMAPE over the series, in percent.</param>
/// <param name="Mase">Mean MASE over the series.</param>
/// <param name="Owa">
/// Overall weighted average as in the M4 competition (Makridakis, Spiliotis and Assimakopoulos, 2020): the mean of sMAPE and
/// MASE, each relative to that of the naive forecast on the same series. The competition uses Naive 2; here it is the
/// seasonal naive forecast, or the naive one without a season. Null if those never err.
/// </param>
public sealed record FamilyRank(
    [property: JsonPropertyName("engine")] string Family, int Series, int Wins, double Smape, double Mase, double? Owa);
