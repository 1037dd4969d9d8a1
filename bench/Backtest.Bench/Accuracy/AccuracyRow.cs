namespace Backtest.Bench.Accuracy;

/// <summary>One method's figures over the series that it forecast.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Series">Number of series that it forecast.</param>
/// <param name="WithIntervals">Number of them with intervals.</param>
/// <param name="Figures">The figures by name; those of intervals and costs only if they are known.</param>
internal sealed record AccuracyRow(string Method, int Series, int WithIntervals, IReadOnlyDictionary<string, Estimate> Figures)
{
    /// <summary>Computes a method's figures; null if it forecast nothing.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="scores">Its score on each series; null for those without a forecast.</param>
    /// <param name="bar">The scores of the same series that OWA is relative to.</param>
    public static AccuracyRow? Of(string method, IEnumerable<MethodScore?> scores, IEnumerable<ForecastScore> bar)
    {
        var both = scores.Zip(bar, (one, other) => (One: one, Bar: other)).Where(pair => pair.One is not null).ToList();
        if (both.Count == 0)
        {
            return null;
        }

        var own = both.ConvertAll(pair => pair.One!.Score);
        var intervals = own.Select(score => score.Intervals).OfType<ForecastScore.OfIntervals>().ToList();
        var figures = new Dictionary<string, Estimate>
        {
            ["smape"] = Estimate.OfMean(own.ConvertAll(score => score.Smape)),
            ["mase"] = Estimate.OfMean(own.ConvertAll(score => score.Mase)),
            ["owa"] = Estimate.OfOwa(own, both.ConvertAll(pair => pair.Bar)),
        };
        if (intervals.Count > 0)
        {
            figures["coverage80"] = Estimate.OfMean(intervals.ConvertAll(score => score.Coverage80));
            figures["coverage95"] = Estimate.OfMean(intervals.ConvertAll(score => score.Coverage95));
            figures["msis95"] = Estimate.OfMean(intervals.ConvertAll(score => score.Msis95));
        }

        var seconds = both.Select(pair => pair.One!.Seconds).OfType<double>().ToList();
        if (seconds.Count == both.Count)
        {
            figures["cpuMilliseconds"] = new Estimate(1e3 * seconds.Average(), null);
        }

        return new AccuracyRow(method, own.Count, intervals.Count, figures);
    }
}
