using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Backtest.Core.Diagnostics;

/// <summary>
/// Detects the season length of a series whose times do not tell it. Candidates are all short lengths and the peaks of the
/// autocorrelation function. Each is judged on the values, their differences and the differences of their logarithms, by a
/// likelihood ratio test of seasonal means against a single mean, after a centred moving average over one season has removed
/// the trend (classical decomposition). The candidate that noise explains worst is taken if it is significant among that many:
/// multiples of the season explain no more with more means, divisors explain less. Among it and its significant divisors and
/// multiples, the one with the greatest <see cref="SeasonalStrength"/> is returned, if noise alone would not be as strong.
/// </summary>
internal static class SeasonDetection
{
    private const int Shortest = 3;

    // All lengths up to this are judged; above it, those near a peak.
    private const int Short = 64;
    private const int Peaks = 12;
    private const double LeastStrength = 0.3;
    private const double Significance = 0.05;

    // A multiple of the season is equally strong, up to chance, so replacing the season takes more.
    private const double StrongerMultiple = 0.05;
    private const int SeasonsOfMultiple = 6;

    // With more values than this, the test alone is reliable.
    private const int FewValues = 10_000;

    /// <summary>Detects the season.</summary>
    /// <param name="values">
    /// Values in time order; missing ones are NaN and interpolated linearly. Only the last 100,000 are used.
    /// </param>
    /// <returns>The season, from 3 observations to a third of the series; null if there is none.</returns>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static DetectedSeason? Detect(ReadOnlySpan<double> values)
    {
        values = ObservedValues.Recent(values);
        var series = ObservedValues.Scaled(values);
        if (ObservedValues.AreEqual(series, ObservedValues.Magnitude(series)))
        {
            return null;
        }

        Interpolation.Fill(series, 0, 1);
        var views = Views(series);
        var longest = series.Length / 3;
        var candidates = Candidates(views[0], views[1], longest);
        var bound = Math.Log(Significance / (views.Count * Math.Max(candidates.Count, 1)));
        var significant = new SortedDictionary<int, double>();
        foreach (var decomposition in views.Select(view => new SeasonalMeansTest(view)))
        {
            foreach (var length in candidates)
            {
                var probability = decomposition.LogProbability(length, bound);
                if (probability < significant.GetValueOrDefault(length, bound))
                {
                    significant[length] = probability;
                }
            }
        }

        if (significant.Count == 0)
        {
            return null;
        }

        // In ascending order, so that the shortest of equally probable ones is taken.
        var best = significant.MinBy(candidate => candidate.Value).Key;
        if (series.Length <= FewValues)
        {
            best = significant.Keys
                .Where(length => best % length == 0 || (length % best == 0 && series.Length >= SeasonsOfMultiple * length))
                .MaxBy(length => AdjustedStrength(series, length) - (length > best ? StrongerMultiple : 0));
        }

        return AdjustedStrength(series, best) >= LeastStrength ? new DetectedSeason(best, SeasonalStrength.Of(values, best)) : null;
    }

    // Like an adjusted R^2: the means of k seasons of noise explain one part in k.
    private static double AdjustedStrength(double[] values, int length)
    {
        var seasons = (double)values.Length / length;
        return 1 - ((1 - SeasonalStrength.Of(values, length)) * seasons / (seasons - 1));
    }

    // Differences turn a random walk into white noise; logarithms turn a season that grows with the level into one of constant size.
    private static List<double[]> Views(double[] series)
    {
        List<double[]> views = [(double[])series.Clone(), Differencing.Difference(series, 1)];
        ObservedValues.SubtractMean(views[0]);
        if (Array.TrueForAll(series, value => value > 0))
        {
            views.Add(Differencing.Difference(Array.ConvertAll(series, Math.Log), 1));
        }

        return views;
    }

    private static SortedSet<int> Candidates(double[] series, double[] differences, int longest)
    {
        var candidates = new SortedSet<int>();
        for (var length = Shortest; length <= Math.Min(longest, Short); length++)
        {
            candidates.Add(length);
        }

        if (longest > Short)
        {
            // Differences have no trend that hides the peaks, but show less of a long smooth season.
            AddPeaks(candidates, series, longest);
            AddPeaks(candidates, differences, longest);
        }

        return candidates;
    }

    private static void AddPeaks(SortedSet<int> candidates, double[] series, int longest)
    {
        var autocovariance = Autocovariance(series);
        var peaks = new List<int>();
        for (var lag = Short; lag <= Math.Min(longest, autocovariance.Length - 2); lag++)
        {
            if (autocovariance[lag] > 0 && autocovariance[lag] >= autocovariance[lag - 1] && autocovariance[lag] >= autocovariance[lag + 1])
            {
                peaks.Add(lag);
            }
        }

        foreach (var peak in peaks.OrderByDescending(lag => autocovariance[lag]).Take(Peaks))
        {
            // Noise may have shifted the peak by a step.
            candidates.Add(peak - 1);
            candidates.Add(peak);
            candidates.Add(Math.Min(peak + 1, longest));
        }
    }

    // Up to a factor, from the periodogram of the series padded with zeros.
    private static double[] Autocovariance(double[] series)
    {
        var mean = ObservedValues.Mean(series);
        var transform = new Complex[BitOperations.RoundUpToPowerOf2((uint)(2 * series.Length))];
        for (var t = 0; t < series.Length; t++)
        {
            transform[t] = series[t] - mean;
        }

        Fourier.Forward(transform, FourierOptions.NoScaling);
        for (var k = 0; k < transform.Length; k++)
        {
            transform[k] = (transform[k].Real * transform[k].Real) + (transform[k].Imaginary * transform[k].Imaginary);
        }

        Fourier.Forward(transform, FourierOptions.NoScaling);
        return [.. transform.Take(series.Length).Select(value => value.Real)];
    }
}
