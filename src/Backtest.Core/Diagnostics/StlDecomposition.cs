namespace Backtest.Core.Diagnostics;

/// <summary>A series as the sum of three parts, each as long as the series.</summary>
/// <param name="Seasonal">The part that repeats from season to season.</param>
/// <param name="Trend">The slowly changing part.</param>
/// <param name="Remainder">The rest.</param>
/// <param name="Weights">Robustness weight of each value; 1 without robust iterations.</param>
internal sealed record StlDecomposition(double[] Seasonal, double[] Trend, double[] Remainder, double[] Weights);
