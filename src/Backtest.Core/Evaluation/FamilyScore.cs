using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>How a model family, or a forecast to compare it with, performed on one series.</summary>
/// <param name="Family">The model family.</param>
/// <param name="Smape">Symmetric mean absolute percentage error, in percent.</param>
/// <param name="Mase">Mean absolute scaled error; null if the series does not vary.</param>
public sealed record FamilyScore([property: JsonPropertyName("engine")] string Family, double Smape, double? Mase)
{
    /// <summary>Takes the score from metrics.</summary>
    public static FamilyScore Of(string family, MetricSet metrics) => new(family, metrics.Smape, metrics.Mase);
}
