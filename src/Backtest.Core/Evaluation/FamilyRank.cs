using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>How a model family did on many series.</summary>
/// <param name="Family">The model family.</param>
/// <param name="Series">Number of series on which it has a score and the scaled errors are defined.</param>
/// <param name="Wins">Number of series whose published trial is of this model family.</param>
/// <param name="Smape">Mean sMAPE over the series, in percent.</param>
/// <param name="Mase">Mean MASE over the series.</param>
/// <param name="Owa">
/// Overall weighted average as in the M4 competition (Makridakis, Spiliotis and Assimakopoulos, 2020): the mean of sMAPE and
/// MASE, each relative to the naive forecast's on the same series. The competition's is relative to Naive 2; this one is
/// to the seasonal naive, or without a season the naive. Null where those never err.
/// </param>
public sealed record FamilyRank(
    [property: JsonPropertyName("engine")] string Family, int Series, int Wins, double Smape, double Mase, double? Owa);
