namespace Backtest.Core.Evaluation;

/// <summary>How well a model family, or a forecast to compare it with, did on one series.</summary>
/// <param name="Engine">The model family.</param>
/// <param name="Smape">Symmetric mean absolute percentage error, in percent.</param>
/// <param name="Mase">Mean absolute scaled error; null where the series does not vary.</param>
public sealed record FamilyScore(string Engine, double Smape, double? Mase)
{
    /// <summary>The score of some metrics.</summary>
    public static FamilyScore Of(string engine, MetricSet metrics) => new(engine, metrics.Smape, metrics.Mase);
}
