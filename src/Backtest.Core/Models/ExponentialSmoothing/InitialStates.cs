using Backtest.Core.Problems;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// Initial states estimated from the data, at which the search of the likelihood starts (Hyndman et al., 2008, chapter 2):
/// seasonal indices from a decomposition, level and trend from a line through the first seasonally adjusted values.
/// </summary>
internal static class InitialStates
{
    private const int ShortestLine = 10;

    /// <summary>Smaller multiplicative indices are treated as noise.</summary>
    private const double SmallestIndex = 0.01;

    /// <summary>The state before the first value.</summary>
    /// <param name="series">The series, NaN where missing.</param>
    /// <param name="components">The form.</param>
    /// <param name="seasonLength">Season length m of a seasonal form.</param>
    /// <param name="isLong">Whether the line goes through all values instead of the first ones.</param>
    /// <exception cref="FitException">Too few values are known.</exception>
    public static EtsState Of(ReadOnlySpan<double> series, EtsComponents components, int seasonLength, bool isLong = false)
    {
        if (components.IsSeasonal && series.Length <= seasonLength)
        {
            throw new FitException($"Seasonal states need more than a season of {seasonLength} values; there are {series.Length}.");
        }

        var season = components.IsSeasonal ? Season(MissingValues.Interpolate(series, out _), seasonLength, components.Season) : [];
        var (level, trend) = Line(series, season, components, isLong ? series.Length : Math.Max(ShortestLine, 2 * season.Length));
        return new EtsState(level, trend, season);
    }

    // Fewer than three seasons are too short for moving averages; the line through all values then replaces the trend.
    private static double[] Season(double[] series, int seasonLength, EtsSeason kind)
    {
        var isMultiplicative = kind == EtsSeason.Multiplicative;
        double[] indices;
        if (series.Length >= 3 * seasonLength)
        {
            indices = ClassicalDecomposition.Indices(series, seasonLength, isMultiplicative);
        }
        else
        {
            var (intercept, slope) = LeastSquaresLine.Through(series);
            var mean = intercept + (slope * (series.Length - 1) / 2);
            var sums = new double[seasonLength];
            var counts = new int[seasonLength];
            for (var t = 0; t < series.Length; t++)
            {
                var line = intercept + (slope * t);
                sums[t % seasonLength] += isMultiplicative ? series[t] / Math.Max(line, SmallestIndex * mean) : series[t] - line;
                counts[t % seasonLength]++;
            }

            indices = ClassicalDecomposition.Normalise(sums, counts, isMultiplicative);
        }

        if (isMultiplicative)
        {
            for (var phase = 0; phase < indices.Length; phase++)
            {
                indices[phase] = double.IsFinite(indices[phase]) ? Math.Max(indices[phase], SmallestIndex) : 1;
            }

            var sum = 0.0;
            foreach (var index in indices)
            {
                sum += index;
            }

            for (var phase = 0; phase < indices.Length; phase++)
            {
                indices[phase] *= seasonLength / sum;
            }
        }

        return indices;
    }

    private static (double Level, double Trend) Line(ReadOnlySpan<double> series, double[] season, EtsComponents components, int count)
    {
        var adjusted = new double[series.Length];
        adjusted.AsSpan().Fill(double.NaN);
        var observed = 0;
        var end = 0;
        for (; end < series.Length && observed < count; end++)
        {
            if (!double.IsNaN(series[end]))
            {
                adjusted[end] = components.Season switch
                {
                    EtsSeason.Additive => series[end] - season[end % season.Length],
                    EtsSeason.Multiplicative => series[end] / season[end % season.Length],
                    _ => series[end],
                };
                observed++;
            }
        }

        if (observed == 0)
        {
            throw new FitException("Every value is missing.");
        }

        var (intercept, slope) = LeastSquaresLine.Through(adjusted.AsSpan(0, end), components.HasTrend);

        // The state before the first value is one step earlier.
        return (intercept - slope, slope);
    }
}
