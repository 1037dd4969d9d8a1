namespace Backtest.Core.Evaluation;

/// <summary>How well an engine, or a forecast to compare it with, did on one series.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Smape">Symmetric mean absolute percentage error, in percent.</param>
/// <param name="Mase">Mean absolute scaled error; null where the series does not vary.</param>
public sealed record EngineScore(string Engine, double Smape, double? Mase)
{
    /// <summary>The score of some metrics.</summary>
    public static EngineScore Of(string engine, MetricSet metrics) => new(engine, metrics.Smape, metrics.Mase);
}
