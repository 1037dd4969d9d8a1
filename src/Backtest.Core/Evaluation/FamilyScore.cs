using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation;

/// <summary>How well a model family, or a forecast to compare it with, did on one series.</summary>
/// <param name="Family">The model family.</param>
/// <param name="Smape">Symmetric mean absolute percentage error, in percent.</param>
/// <param name="Mase">Mean absolute scaled error; null where the series does not vary.</param>
public sealed record FamilyScore([property: JsonPropertyName("engine")] string Family, double Smape, double? Mase)
{
    /// <summary>The score of some metrics.</summary>
    public static FamilyScore Of(string family, MetricSet metrics) => new(family, metrics.Smape, metrics.Mase);
}
