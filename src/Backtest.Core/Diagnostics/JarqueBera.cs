namespace Backtest.Core.Diagnostics;

/// <summary>
/// Jarque and Bera's test of normality, n (S^2 / 6 + (K - 3)^2 / 24) with the sample skewness S and kurtosis K (Economics
/// Letters 6, 1980). Missing values are dropped. The chi-squared distribution is asymptotic, so the p-value is too large for
/// few values.
/// </summary>
internal static class JarqueBera
{
    /// <summary>Tests.</summary>
    /// <param name="values">Values in any order; missing ones are NaN.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal.</exception>
    public static NormalityResult Test(ReadOnlySpan<double> values)
    {
        var centred = ObservedValues.WithoutMissing(ObservedValues.Centred(values));
        var (second, third, fourth) = (0.0, 0.0, 0.0);
        foreach (var value in centred)
        {
            var square = value * value;
            second += square;
            third += square * value;
            fourth += square * square;
        }

        var n = centred.Length;
        second /= n;
        var skewness = third / n / (second * Math.Sqrt(second));
        var kurtosis = fourth / n / (second * second);
        var statistic = n * ((skewness * skewness / 6) + ((kurtosis - 3) * (kurtosis - 3) / 24));
        return new NormalityResult(statistic, TailProbability.ChiSquared(statistic, 2), skewness, kurtosis);
    }
}
