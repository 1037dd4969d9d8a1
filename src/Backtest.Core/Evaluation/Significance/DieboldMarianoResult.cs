namespace Backtest.Core.Evaluation.Significance;

/// <summary>Outcome of a Diebold-Mariano test.</summary>
/// <param name="Statistic">Modified statistic; negative where the first forecasts lose less.</param>
/// <param name="PValue">Two-sided p-value of equal accuracy, from Student's t with <paramref name="Count"/> - 1 degrees of freedom.</param>
/// <param name="Count">Number of loss differences.</param>
public sealed record DieboldMarianoResult(double Statistic, double PValue, int Count);
