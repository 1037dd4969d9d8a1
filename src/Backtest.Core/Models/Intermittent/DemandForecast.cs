using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Intermittent;

/// <summary>The forecast of a method, the same for every step ahead.</summary>
/// <param name="Mean">Expected demand of a step.</param>
/// <param name="Probability">Probability of demand.</param>
internal readonly record struct DemandForecast(double Mean, double Probability)
{
    /// <summary>Bounds of a smoothing parameter chosen by squared errors, those of statsforecast.</summary>
    private const double Least = 0.1;
    private const double Most = 0.3;
    private const int Sections = 40;

    /// <summary>Forecasts by a method.</summary>
    /// <param name="values">Values of at least 0, none missing, at least one.</param>
    /// <param name="spec">The method.</param>
    public static DemandForecast Of(double[] values, IntermittentSpec spec)
    {
        double[] sizes = [.. values.Where(value => value > 0)];
        if (sizes.Length == 0)
        {
            return new DemandForecast(0, 0);
        }

        var intervals = Intervals(values);
        var share = (double)sizes.Length / values.Length;
        switch (spec.Method)
        {
            case IntermittentMethod.Tsb:
                var probability = Smooth([.. values.Select(value => value > 0 ? 1.0 : 0)], spec.Alpha);
                return new DemandForecast(probability * Smooth(sizes, spec.Alpha), probability);
            case IntermittentMethod.Adida:
                return new DemandForecast(OfSums(values, MeanInterval(intervals)), share);
            case IntermittentMethod.Imapa:
                return new DemandForecast(Enumerable.Range(1, MeanInterval(intervals)).Average(level => OfSums(values, level)), share);
            default:
                var interval = Smooth(intervals, spec.Alpha);
                var mean = Smooth(sizes, spec.Alpha) / interval;
                return new DemandForecast(spec.Method == IntermittentMethod.Sba ? (1 - (spec.Alpha / 2)) * mean : mean, 1 / interval);
        }
    }

    // Steps from one demand to the next, the first one counted from before the first value.
    private static double[] Intervals(double[] values)
    {
        var (intervals, last) = (new List<double>(), -1);
        for (var t = 0; t < values.Length; t++)
        {
            if (values[t] > 0)
            {
                intervals.Add(t - last);
                last = t;
            }
        }

        return [.. intervals];
    }

    private static int MeanInterval(double[] intervals) => (int)Math.Round(intervals.Average());

    // Smoothed sums of blocks of values, counted from the end, divided by the length of a block.
    private static double OfSums(double[] values, int level)
    {
        var first = values.Length % level;
        var sums = new double[values.Length / level];
        for (var t = first; t < values.Length; t++)
        {
            sums[(t - first) / level] += values[t];
        }

        return Smooth(sums, GoldenSection.Minimum(alpha => Squares(sums, alpha), Least, Most, Sections)) / level;
    }

    private static double Smooth(double[] values, double alpha)
    {
        var level = values[0];
        foreach (var value in values)
        {
            level += alpha * (value - level);
        }

        return level;
    }

    private static double Squares(double[] values, double alpha)
    {
        var (level, squares) = (values[0], 0.0);
        foreach (var value in values)
        {
            squares += (value - level) * (value - level);
            level += alpha * (value - level);
        }

        return squares;
    }
}
