using Backtest.Core.Diagnostics;

namespace Backtest.Core.Models.Arima;

/// <summary>Values that, up to rounding, consist of a level for each phase of a season and a common slope.</summary>
internal static class ExactPath
{
    /// <summary>Fills missing values from such a path.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="phases">Season length m; 1 for a single level, that is, a straight line.</param>
    /// <returns>All values of the path; null if the observed ones do not lie on one, or do not determine it.</returns>
    public static double[]? Fill(ReadOnlySpan<double> values, int phases)
    {
        var (first, last) = (new int[phases], new int[phases]);
        Array.Fill(first, -1);
        for (var t = 0; t < values.Length; t++)
        {
            if (!double.IsNaN(values[t]))
            {
                var phase = t % phases;
                first[phase] = first[phase] < 0 ? t : first[phase];
                last[phase] = t;
            }
        }

        var longest = Enumerable.Range(0, phases).MaxBy(phase => last[phase] - first[phase]);
        var distance = last[longest] - first[longest];
        if (Array.Exists(first, t => t < 0) || distance == 0)
        {
            return null;
        }

        var slope = (values[last[longest]] - values[first[longest]]) / distance;
        var magnitude = ObservedValues.Magnitude(values);
        var filled = values.ToArray();
        for (var phase = 0; phase < phases; phase++)
        {
            var levels = new List<double>();
            for (var t = phase; t < values.Length; t += phases)
            {
                levels.Add(values[t] - (slope * (t - first[phase])));
            }

            if (!double.IsFinite(slope) || !ObservedValues.AreEqual([.. levels], magnitude))
            {
                return null;
            }

            for (var t = phase; t < values.Length; t += phases)
            {
                filled[t] = double.IsNaN(filled[t]) ? values[first[phase]] + (slope * (t - first[phase])) : filled[t];
            }
        }

        return filled;
    }
}
