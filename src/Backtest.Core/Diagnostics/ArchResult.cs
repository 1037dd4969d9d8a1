namespace Backtest.Core.Diagnostics;

/// <summary>A test of a variance that depends on the past; a small p-value speaks for it.</summary>
/// <param name="Statistic">Number of rows times R^2, chi-squared under a constant variance.</param>
/// <param name="PValue">Probability of a larger statistic if the variance is constant.</param>
/// <param name="Lags">Lagged squares in the regression; the degrees of freedom.</param>
/// <param name="FStatistic">F statistic of the same regression.</param>
/// <param name="FPValue">Probability of a larger F statistic if the variance is constant.</param>
public sealed record ArchResult(double Statistic, double PValue, int Lags, double FStatistic, double FPValue);
