using Backtest.Core.Series;

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
        var means = StretchMeans.Of(values, width);
        var present = means.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (least, largest) = (present.Min(), present.Max());
        return string.Concat(means.Select(mean => double.IsFinite(mean) ? Bars[Level(mean, least, largest)] : ' '));
    }

    // Halves, because the difference of two doubles can be too large.
    private static int Level(double value, double least, double largest) => largest > least
        ? (int)Math.Min(Bars.Length - 1, ((value / 2) - (least / 2)) / ((largest / 2) - (least / 2)) * Bars.Length)
        : 0;
}
