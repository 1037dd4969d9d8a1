namespace Backtest.Cli.Output;

/// <summary>A series as one line of bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws a series.</summary>
    /// <param name="values">Values; missing ones, NaN, are blanks.</param>
    /// <param name="width">Most characters; values share one where there are more, as their mean.</param>
    public static string Draw(ReadOnlySpan<double> values, int width)
    {
        var columns = Math.Min(width, values.Length);
        var means = new double[columns];
        for (var k = 0; k < columns; k++)
        {
            means[k] = Mean(values[(int)((long)values.Length * k / columns)..(int)((long)values.Length * (k + 1) / columns)]);
        }

        var present = means.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (least, largest) = (present.Min(), present.Max());
        return string.Concat(means.Select(mean => double.IsFinite(mean) ? Bars[Level(mean, least, largest)] : ' '));
    }

    private static int Level(double value, double least, double largest) =>
        largest > least ? (int)Math.Min(Bars.Length - 1, ((value / 2) - (least / 2)) / ((largest / 2) - (least / 2)) * Bars.Length) : 0;

    private static double Mean(ReadOnlySpan<double> values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return sum / count;
    }
}
