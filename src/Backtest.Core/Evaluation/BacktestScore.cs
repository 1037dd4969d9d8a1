namespace Backtest.Core.Evaluation;

/// <summary>How well a model forecast a set of windows.</summary>
/// <param name="Overall">Metrics over all windows and steps.</param>
/// <param name="Steps">Metrics per step ahead, over all windows; element k is for step k + 1.</param>
/// <param name="Windows">Forecasts and metrics of each window, oldest first.</param>
public sealed record BacktestScore(MetricSet Overall, IReadOnlyList<MetricSet?> Steps, IReadOnlyList<WindowScore> Windows);
