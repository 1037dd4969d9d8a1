namespace Backtest.Core.Series;

/// <summary>A series in few numbers, for a small picture of it.</summary>
public static class StretchMeans
{
    /// <summary>Means of equal stretches of a series; the values themselves if there are no more than asked for.</summary>
    /// <param name="values">Values, oldest first; NaN if missing.</param>
    /// <param name="most">Maximum number of means.</param>
    /// <returns>A mean for each stretch, oldest first; NaN if all of its values are missing.</returns>
    public static double[] Of(ReadOnlySpan<double> values, int most)
    {
        var means = new double[Math.Min(most, values.Length)];
        for (var k = 0; k < means.Length; k++)
        {
            means[k] = Mean(values[(int)((long)values.Length * k / means.Length)..(int)((long)values.Length * (k + 1) / means.Length)]);
        }

        return means;
    }

    // Where the sum is too large, the values are divided before they are added.
    private static double Mean(ReadOnlySpan<double> values)
    {
        var (sum, part, count) = (0.0, 0.0, 0);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                part += value / values.Length;
                count++;
            }
        }

        return double.IsFinite(sum) ? sum / count : part * ((double)values.Length / count);
    }
}
