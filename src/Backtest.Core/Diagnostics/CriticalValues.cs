namespace Backtest.Core.Diagnostics;

/// <summary>Values that a statistic exceeds with a given probability under the null hypothesis.</summary>
/// <param name="OnePercent">With probability 1 %.</param>
/// <param name="FivePercent">With probability 5 %.</param>
/// <param name="TenPercent">With probability 10 %.</param>
public sealed record CriticalValues(double OnePercent, double FivePercent, double TenPercent);
