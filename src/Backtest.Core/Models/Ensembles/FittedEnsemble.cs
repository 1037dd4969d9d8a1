using Backtest.Core.Diagnostics;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Ensembles;

/// <summary>An ensemble whose members are fitted.</summary>
/// <param name="spec">The combination and the weights.</param>
/// <param name="models">The fitted members, in the order of the spec.</param>
/// <param name="warnings">Warnings besides those of the members.</param>
public sealed class FittedEnsemble(EnsembleSpec spec, IReadOnlyList<IFittedModel> models, IReadOnlyList<string> warnings) : IFittedModel
{
    // Number of last values with residuals, since each takes a forecast of every member.
    private const int MostResiduals = 200;

    // Share of the weight that a trimmed mean leaves out at each end.
    private const double Trimmed = 0.2;

    /// <summary>The combination and the weights.</summary>
    public EnsembleSpec Spec => spec;

    /// <summary>The fitted members.</summary>
    public IReadOnlyList<IFittedModel> Models => models;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; } =
        [.. warnings, .. models.SelectMany((model, k) => model.Warnings.Select(warning => $"{spec.Members![k].Label}: {warning}"))
            .Distinct()];

    /// <inheritdoc/>
    /// <remarks>
    /// Intervals are those of the <see cref="LinearPool"/> of the members' distributions. A member without one uses the spread of its
    /// errors in the windows; if that is unknown too, the median half-width of the others. If no member has any, there are no intervals.
    /// </remarks>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var forecasts = new Forecast[models.Count];
        for (var k = 0; k < forecasts.Length; k++)
        {
            var forecast = models[k].Forecast(history, horizon, levels);
            forecasts[k] = spec.NonNegative ? forecast.AtLeastZero() : forecast;
        }

        var point = Combine(spec, [.. forecasts.Select(forecast => forecast.Point)]);
        var count = ObservedValues.Count(history.Values);
        var intervals = new List<PredictionInterval>();
        var (lower, upper) = (point, point);
        foreach (var level in levels.ToArray().Distinct().Order())
        {
            if (MembersAt(forecasts, level) is not { } members)
            {
                return new Forecast(point, []);
            }

            // A higher level is never narrower.
            var interval = LinearPool.Of(point, members, count);
            (lower, upper) = ([.. interval.Lower.Zip(lower, Math.Min)], [.. interval.Upper.Zip(upper, Math.Max)]);
            intervals.Add(new PredictionInterval(level, lower, upper));
        }

        return new Forecast(point, [.. levels.ToArray().Select(level => intervals.First(interval => interval.Level == level))])
        {
            ArePooled = true,
        };
    }

    /// <inheritdoc/>
    /// <remarks>For at most the last 200 values, in the units of the input; NaN before them.</remarks>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Array.Fill(residuals, double.NaN);
        var first = spec.Members!.Max(member => member.Spec.MinimumTrainingLength);
        for (var t = Math.Max(first, history.Length - MostResiduals); t < history.Length; t++)
        {
            try
            {
                residuals[t] = history.Values[t] - Forecast(history[..t], 1, []).Point[0];
            }
            catch (FitException)
            {
                // A member cannot forecast from this few values.
                continue;
            }
        }

        return residuals;
    }

    /// <summary>Combines the forecasts of the members.</summary>
    /// <param name="spec">The combination, with the members' weights.</param>
    /// <param name="points">Forecasts of the steps 1..h, by member.</param>
    public static double[] Combine(EnsembleSpec spec, IReadOnlyList<IReadOnlyList<double>> points)
    {
        double[] shares = [.. points.Select((_, k) => spec.Members?[k].Weight ?? 1.0 / points.Count)];
        if (spec.Combine is not (Combination.Median or Combination.TrimmedMean))
        {
            return LinearPool.Mean(points, shares);
        }

        var result = new double[points[0].Count];
        var (ordered, weights) = (new double[points.Count], new double[points.Count]);
        for (var h = 0; h < result.Length; h++)
        {
            for (var k = 0; k < ordered.Length; k++)
            {
                (ordered[k], weights[k]) = (points[k][h], shares[k]);
            }

            Array.Sort(ordered, weights);
            result[h] = spec.Combine == Combination.Median
                ? (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2
                : TrimmedMean(ordered, weights);
        }

        return result;
    }

    // Relative to the lowest value, so that the mean of equal values is exact; each value counts with its weight inside the kept
    // part.
    private static double TrimmedMean(ReadOnlySpan<double> ordered, ReadOnlySpan<double> weights)
    {
        var (before, sum, kept) = (0.0, 0.0, 0.0);
        for (var k = 0; k < ordered.Length; k++)
        {
            var weight = Math.Max(0, Math.Min(before + weights[k], 1 - Trimmed) - Math.Max(before, Trimmed));
            sum += weight * (ordered[k] - ordered[0]);
            kept += weight;
            before += weights[k];
        }

        return ordered[0] + (sum / kept);
    }

    private List<PoolMember>? MembersAt(Forecast[] forecasts, double level)
    {
        var members = new List<PoolMember>();
        for (var k = 0; k < forecasts.Length; k++)
        {
            var member = spec.Members![k];
            var interval = forecasts[k].Intervals.FirstOrDefault(one => one.Level == level)
                ?? member.Spread?.Around(forecasts[k].Point, level);
            members.Add(new PoolMember(member.Weight, forecasts[k].Point, interval));
        }

        return members.Exists(member => member.Interval is not null) ? members : null;
    }
}
