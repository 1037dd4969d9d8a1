namespace Backtest.Commands.Output;

/// <summary>A series as one line of bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws a series.</summary>
    /// <param name="values">Values; missing ones (NaN) are blanks.</param>
    /// <param name="width">Maximum number of characters; if there are more values, a character shows the mean of several.</param>
    public static string Draw(ReadOnlySpan<double> values, int width)
    {
        var columns = Math.Min(width, values.Length);
        var means = new double[columns];
        var exponent = Exponent(values);
        for (var k = 0; k < columns; k++)
        {
            means[k] = Mean(values[(int)((long)values.Length * k / columns)..(int)((long)values.Length * (k + 1) / columns)], exponent);
        }

        var present = means.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (least, largest) = (present.Min(), present.Max());
        return string.Concat(means.Select(mean => double.IsFinite(mean) ? Bars[Level(mean, least, largest)] : ' '));
    }

    private static int Level(double value, double least, double largest) =>
        largest > least ? (int)Math.Min(Bars.Length - 1, (value - least) / (largest - least) * Bars.Length) : 0;

    // Exponent of the largest value. Values divided by that power of two can be added and subtracted without overflow.
    private static int Exponent(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Abs(value) > largest ? Math.Abs(value) : largest;
        }

        return largest > 0 ? Math.ILogB(largest) : 0;
    }

    private static double Mean(ReadOnlySpan<double> values, int exponent)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += Math.ScaleB(value, -exponent);
                count++;
            }
        }

        return sum / count;
    }
}
