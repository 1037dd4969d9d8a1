namespace Backtest.Bench.Accuracy;

/// <summary>The mean of a figure over some series, as an estimate for all series of their kind.</summary>
/// <param name="Value">The figure.</param>
/// <param name="StandardError">Its standard error for series as independent draws; null for a single series.</param>
internal sealed record Estimate(double Value, double? StandardError)
{
    /// <summary>The mean of a figure that each series has.</summary>
    public static Estimate OfMean(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new Estimate(mean, StandardErrorOf([.. values.Select(value => value - mean)]));
    }

    /// <summary>
    /// The overall weighted average: half the sum of mean sMAPE and mean MASE, each relative to the bar's on the same series. Its
    /// standard error is by linearisation: a ratio of means a/b moves with one series' figures a(i), b(i) as
    /// (a(i) - (a/b) b(i)) / b does (the delta method; Cochran, 1977, Sampling Techniques, section 6.3), so that what method and bar share
    /// on a series cancels.
    /// </summary>
    /// <param name="scores">The method's scores.</param>
    /// <param name="bar">The bar's, of the same series in the same order.</param>
    public static Estimate OfOwa(IReadOnlyList<ForecastScore> scores, IReadOnlyList<ForecastScore> bar)
    {
        var (smape, mase) = (bar.Average(score => score.Smape), bar.Average(score => score.Mase));
        var (ofSmape, ofMase) = (scores.Average(score => score.Smape) / smape, scores.Average(score => score.Mase) / mase);
        return new Estimate(
            (ofSmape + ofMase) / 2,
            StandardErrorOf([
                .. scores.Zip(
                    bar,
                    (one, other) => (((one.Smape - (ofSmape * other.Smape)) / smape) + ((one.Mase - (ofMase * other.Mase)) / mase)) / 2),
            ]));
    }

    // Standard error of the mean, from deviations that sum to 0.
    private static double? StandardErrorOf(List<double> deviations) =>
        deviations.Count < 2
            ? null
            : Math.Sqrt(deviations.Sum(deviation => deviation * deviation) / (deviations.Count - 1) / deviations.Count);
}
