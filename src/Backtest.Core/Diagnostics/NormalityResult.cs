namespace Backtest.Core.Diagnostics;

/// <summary>A test of a normal distribution.</summary>
/// <param name="Statistic">Jarque and Bera's; chi-squared with 2 degrees of freedom for many normal values.</param>
/// <param name="PValue">Probability of a larger statistic if the values are normal.</param>
/// <param name="Skewness">Third central moment over the 3/2 power of the second; 0 for a normal distribution.</param>
/// <param name="Kurtosis">Fourth central moment over the square of the second; 3 for a normal distribution.</param>
public sealed record NormalityResult(double Statistic, double PValue, double Skewness, double Kurtosis);
