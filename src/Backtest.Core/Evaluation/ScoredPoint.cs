using Backtest.Core.Evaluation.Probabilistic;

namespace Backtest.Core.Evaluation;

/// <summary>One forecast beside what happened, with the scales of the training part that it was made from.</summary>
/// <param name="Actual">The value that was observed.</param>
/// <param name="Forecast">The value that was forecast.</param>
/// <param name="Scale">Scales of the training part.</param>
/// <param name="Lower95">Lower bound of the model's 95 % interval; NaN where it has none.</param>
/// <param name="Upper95">Upper bound of the model's 95 % interval; NaN where it has none.</param>
/// <param name="Predictive">Scores of the predictive distribution; null where there is none.</param>
public readonly record struct ScoredPoint(
    double Actual, double Forecast, ErrorScale Scale, double Lower95, double Upper95, PredictiveScore? Predictive = null);
