namespace Backtest.Core.Models;

/// <summary>Forecasts for the steps 1..h after the end of a history.</summary>
/// <param name="Point">Point forecasts; element k is for step k + 1.</param>
/// <param name="Intervals">Prediction intervals, one per requested level; empty where the model has none of its own.</param>
/// <param name="Ranges">Of each step the probabilities of ranges of values, in order; null where the model tells none.</param>
public sealed record Forecast(
    double[] Point, IReadOnlyList<PredictionInterval> Intervals, IReadOnlyList<IReadOnlyList<RangeProbability>>? Ranges = null);
