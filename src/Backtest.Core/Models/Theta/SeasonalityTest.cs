namespace Backtest.Core.Models.Theta;

/// <summary>
/// The test of the M3 competition for a season: the autocorrelation at its lag beyond 1.645 of its standard errors,
/// sqrt((1 + 2 (r_1^2 + ... + r_{m-1}^2)) / n) by Bartlett's formula (Makridakis and Hibon, 2000; R's <c>thetaf</c>).
/// </summary>
internal static class SeasonalityTest
{
    /// <summary>Two-sided 90 % point of the normal distribution.</summary>
    private const double Critical = 1.6448536269514722;

    /// <summary>Fewest values to look for a season: more than two seasons.</summary>
    public static int Fewest(int seasonLength) => (2 * seasonLength) + 1;

    /// <summary>Whether a series has a season.</summary>
    /// <param name="series">Values without gaps.</param>
    /// <param name="seasonLength">Season length m; a series of fewer than <see cref="Fewest"/> values has none.</param>
    public static bool IsSeasonal(double[] series, int seasonLength)
    {
        if (seasonLength < 2 || series.Length < Fewest(seasonLength))
        {
            return false;
        }

        var mean = 0.0;
        foreach (var value in series)
        {
            mean += value / series.Length;
        }

        var variance = Covariance(series, mean, 0);
        var sum = 1.0;
        for (var lag = 1; lag < seasonLength; lag++)
        {
            var correlation = Covariance(series, mean, lag) / variance;
            sum += 2 * correlation * correlation;
        }

        return Math.Abs(Covariance(series, mean, seasonLength) / variance) > Critical * Math.Sqrt(sum / series.Length);
    }

    private static double Covariance(double[] series, double mean, int lag)
    {
        var sum = 0.0;
        for (var t = lag; t < series.Length; t++)
        {
            sum += (series[t] - mean) * (series[t - lag] - mean);
        }

        return sum;
    }
}
