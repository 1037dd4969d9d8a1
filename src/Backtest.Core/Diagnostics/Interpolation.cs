namespace Backtest.Core.Diagnostics;

/// <summary>Linear interpolation of missing values.</summary>
internal static class Interpolation
{
    /// <summary>
    /// Interpolates the missing values among start, start + step, ... linearly between their observed neighbours in that sequence,
    /// and repeats the nearest one at the ends.
    /// </summary>
    public static void Fill(Span<double> values, int start, int step)
    {
        var previous = -1;
        for (var t = start; t < values.Length; t += step)
        {
            if (double.IsNaN(values[t]))
            {
                continue;
            }

            for (var gap = previous < 0 ? start : previous + step; gap < t; gap += step)
            {
                var from = previous < 0 ? values[t] : values[previous];
                values[gap] = previous < 0 ? from : from + ((values[t] - from) * (gap - previous) / (t - previous));
            }

            previous = t;
        }

        for (var gap = previous + step; previous >= 0 && gap < values.Length; gap += step)
        {
            values[gap] = values[previous];
        }
    }
}
