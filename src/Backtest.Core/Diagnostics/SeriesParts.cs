namespace Backtest.Core.Diagnostics;

/// <summary>
/// Trend, season and remainder of a series, for display: an STL decomposition with the settings of
/// <see cref="Diagnostics.SeasonalStrength"/>.
/// </summary>
/// <param name="Trend">The slowly changing part.</param>
/// <param name="Seasonal">The part that repeats from season to season.</param>
/// <param name="Remainder">The rest; NaN where the value is missing.</param>
public sealed record SeriesParts(double[] Trend, double[] Seasonal, double[] Remainder)
{
    /// <summary>The parts of a series, which sum to its values.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="seasonLength">Season length m, at least 1.</param>
    /// <returns>The parts; null if the series has no season, is not longer than two of them, or overflows double precision.</returns>
    public static SeriesParts? Of(ReadOnlySpan<double> values, int seasonLength)
    {
        if (seasonLength < 2 || values.Length <= 2L * seasonLength || ObservedValues.Count(values) == 0)
        {
            return null;
        }

        var filled = SeasonalStrength.Filled(values.ToArray(), seasonLength);
        if (!Array.TrueForAll(filled, double.IsFinite))
        {
            return null;
        }

        var parts = Stl.Decompose(filled, seasonLength);
        if (!Array.TrueForAll(parts.Trend, double.IsFinite) || !Array.TrueForAll(parts.Seasonal, double.IsFinite))
        {
            return null;
        }

        for (var t = 0; t < values.Length; t++)
        {
            parts.Remainder[t] = double.IsNaN(values[t]) ? double.NaN : parts.Remainder[t];
        }

        return new SeriesParts(parts.Trend, parts.Seasonal, parts.Remainder);
    }
}
