using System.Text.Json.Serialization;
using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Models.Theta;

/// <summary>Seasonal indices of a series.</summary>
/// <param name="IsMultiplicative">Whether they are divided out and multiplied back instead of subtracted and added.</param>
/// <param name="Indices">One per phase, that of the first value first; empty for no season.</param>
public sealed record SeasonalAdjustment(
    [property: JsonPropertyName("multiplicative")] bool IsMultiplicative,
    [property: JsonPropertyName("indices")] double[] Indices)
{
    /// <summary>No season.</summary>
    internal static SeasonalAdjustment None { get; } = new(false, []);

    /// <summary>A value without its season.</summary>
    internal double Remove(double value, int position) => Indices.Length == 0 ? value
        : IsMultiplicative ? value / Indices[position % Indices.Length]
        : value - Indices[position % Indices.Length];

    /// <summary>A series without its season.</summary>
    internal double[] RemoveFrom(ReadOnlySpan<double> series)
    {
        var adjusted = new double[series.Length];
        for (var t = 0; t < adjusted.Length; t++)
        {
            adjusted[t] = Remove(series[t], t);
        }

        return adjusted;
    }

    /// <summary>A value with its season.</summary>
    internal double Restore(double value, int position) => Indices.Length == 0 ? value
        : IsMultiplicative ? value * Indices[position % Indices.Length]
        : value + Indices[position % Indices.Length];

    /// <summary>A normal forecast without its season, with its season on points and bounds.</summary>
    /// <param name="point">Points; they are changed.</param>
    /// <param name="deviation">Their standard deviations.</param>
    /// <param name="levels">Coverages of the intervals.</param>
    /// <param name="position">Position of the first step in the series.</param>
    internal Forecast Restore(double[] point, double[] deviation, ReadOnlySpan<double> levels, int position)
    {
        var intervals = GaussianIntervals.Around(point, deviation, levels);
        foreach (var values in intervals.SelectMany(interval => new[] { interval.Lower, interval.Upper }).Append(point))
        {
            for (var h = 0; h < values.Length; h++)
            {
                values[h] = Restore(values[h], position + h);
            }
        }

        return new Forecast(point, intervals);
    }

    /// <summary>That of a series 2^<paramref name="exponent"/> as large.</summary>
    internal SeasonalAdjustment Scale(int exponent) =>
        IsMultiplicative ? this : new(false, Array.ConvertAll(Indices, index => Math.ScaleB(index, exponent)));
}
