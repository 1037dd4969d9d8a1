namespace Backtest.Core.Diagnostics;

/// <summary>Trend, seasons and remainder of a series, for display, by <see cref="Mstl"/>.</summary>
/// <param name="Trend">The slowly changing part.</param>
/// <param name="Seasons">The parts that repeat, shortest season first; at least one.</param>
/// <param name="Remainder">The rest; NaN where the value is missing.</param>
public sealed record SeriesParts(double[] Trend, IReadOnlyList<SeasonPart> Seasons, double[] Remainder)
{
    /// <summary>The parts of a series, which sum to its values.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="seasonLengths">
    /// Season lengths, shortest first; fractional ones are rounded, and those of which the series is not longer than two are left out.
    /// </param>
    /// <returns>The parts; null if the series has no season, is not longer than two of them, or overflows double precision.</returns>
    public static SeriesParts? Of(ReadOnlySpan<double> values, IReadOnlyList<double> seasonLengths)
    {
        var count = values.Length;
        var lengths = seasonLengths.Select(length => (int)Math.Round(length))
            .Where(length => length > 1 && count > 2L * length)
            .Distinct()
            .ToList();
        if (lengths.Count == 0 || ObservedValues.Count(values) == 0)
        {
            return null;
        }

        var filled = SeasonalStrength.Filled(values.ToArray(), lengths[0]);
        if (!Array.TrueForAll(filled, double.IsFinite))
        {
            return null;
        }

        var (seasons, trend) = Mstl.Decompose(filled, lengths);
        if (!Array.TrueForAll([trend, .. seasons], part => Array.TrueForAll(part, double.IsFinite)))
        {
            return null;
        }

        var remainder = values.ToArray();
        foreach (var part in (double[][])[trend, .. seasons])
        {
            for (var t = 0; t < remainder.Length; t++)
            {
                remainder[t] -= part[t];
            }
        }

        return new SeriesParts(trend, [.. lengths.Zip(seasons, (length, season) => new SeasonPart(length, season))], remainder);
    }
}

/// <summary>The part of a series that repeats from season to season.</summary>
/// <param name="Length">Number of values in a season.</param>
/// <param name="Values">The part, one number per value of the series.</param>
public sealed record SeasonPart(int Length, double[] Values);
