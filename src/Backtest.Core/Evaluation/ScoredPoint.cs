using Backtest.Core.Evaluation.Probabilistic;

namespace Backtest.Core.Evaluation;

/// <summary>A forecast with its actual value and the scales of the training part.</summary>
/// <param name="Actual">The observed value.</param>
/// <param name="Forecast">The forecast value.</param>
/// <param name="Scale">Scales of the training part.</param>
/// <param name="Lower95">Lower bound of the model's 95 % interval; NaN if it has none.</param>
/// <param name="Upper95">Upper bound of the model's 95 % interval; NaN if it has none.</param>
/// <param name="Predictive">Scores of the predictive distribution; null if there is none.</param>
public readonly record struct ScoredPoint(
    double Actual, double Forecast, ErrorScale Scale, double Lower95, double Upper95, PredictiveScore? Predictive = null);
