using Backtest.Core.Diagnostics;
using Backtest.Core.Models.Arima;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.MultipleSeasons;

/// <summary>The seasons and the rest of a history.</summary>
internal sealed class SeasonalParts
{
    private readonly IReadOnlyList<int> _lengths;
    private readonly double[][] _seasons;

    private SeasonalParts(IReadOnlyList<int> lengths, double[][] seasons, double[] adjusted)
    {
        (_lengths, _seasons, Adjusted) = (lengths, seasons, adjusted);
    }

    /// <summary>The transformed values without their seasons, NaN where missing.</summary>
    public double[] Adjusted { get; }

    /// <summary>Decomposes a history; missing values are interpolated only for this.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="lengths">Season lengths, shortest first.</param>
    /// <param name="lambda">Box-Cox parameter, or null.</param>
    /// <exception cref="FitException">The history is too short, or a value cannot be transformed or is too large.</exception>
    public static SeasonalParts Of(ReadOnlySpan<double> values, IReadOnlyList<int> lengths, double? lambda)
    {
        if (values.Length < MstlSpec.FewestForSeason(lengths[^1]))
        {
            throw new FitException($"A season of {lengths[^1]} values needs more than two of them; there are {values.Length}.");
        }

        var transformed = values.ToArray();
        for (var t = 0; lambda is not null && t < transformed.Length; t++)
        {
            BoxCox.Require(transformed[t], lambda.Value, t);
            transformed[t] = BoxCox.Apply(transformed[t], lambda.Value);
        }

        var (seasons, _) = Mstl.Decompose(MissingValues.Interpolate(transformed, out _), lengths);
        foreach (var season in seasons)
        {
            for (var t = 0; t < transformed.Length; t++)
            {
                transformed[t] -= season[t];
            }
        }

        return Array.Exists(transformed, double.IsInfinity) || Array.Exists(seasons[^1], value => !double.IsFinite(value))
            ? throw new FitException("The series' values are too large to be decomposed. Express them in a larger unit.")
            : new SeasonalParts(lengths, seasons, transformed);
    }

    /// <summary>The sum of the seasons some steps after the last value, from the last cycle of each.</summary>
    /// <param name="step">The step, from 0.</param>
    public double Ahead(int step)
    {
        var sum = 0.0;
        for (var k = 0; k < _seasons.Length; k++)
        {
            sum += _seasons[k][_seasons[k].Length - _lengths[k] + (step % _lengths[k])];
        }

        return sum;
    }
}
