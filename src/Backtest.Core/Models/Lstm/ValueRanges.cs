using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm;

/// <summary>Ranges of values as classes; the first is open below and the last open above.</summary>
/// <param name="Edges">Bounds between the ranges, not decreasing; one fewer than ranges.</param>
/// <param name="Means">The mean training value of each range, or its middle if it has none.</param>
public sealed record ValueRanges(double[] Edges, double[] Means)
{
    /// <summary>Number of ranges.</summary>
    public int Count => Means.Length;

    /// <summary>Chooses ranges.</summary>
    /// <param name="count">Number of ranges, at least 2.</param>
    /// <param name="binning">By width or by quantiles.</param>
    /// <param name="values">Training values.</param>
    /// <exception cref="FitException">The values do not vary.</exception>
    public static ValueRanges Fit(int count, Binning binning, ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        double least = sorted[0], width = (double)sorted[^1] - least;
        if (width == 0)
        {
            throw new FitException("All values are equal, so there are no ranges to classify into.");
        }

        var edges = new double[count - 1];
        for (var k = 1; k < count; k++)
        {
            edges[k - 1] = binning == Binning.Width ? least + (width * k / count) : sorted[(int)((long)sorted.Length * k / count)];
        }

        var (sums, counts) = (new double[count], new int[count]);
        foreach (var value in sorted)
        {
            var range = IndexOf(edges, value);
            sums[range] += value;
            counts[range]++;
        }

        var means = new double[count];
        for (var k = 0; k < count; k++)
        {
            var (lower, upper) = (k > 0 ? edges[k - 1] : least, k < count - 1 ? edges[k] : sorted[^1]);
            means[k] = counts[k] > 0 ? sums[k] / counts[k] : (lower + upper) / 2;
        }

        return new ValueRanges(edges, means);
    }

    /// <summary>The index of a value's range.</summary>
    public int IndexOf(double value) => IndexOf(Edges, value);

    /// <summary>The expected value for probabilities of the ranges.</summary>
    public double Expected(ReadOnlySpan<float> probabilities)
    {
        var sum = 0.0;
        for (var k = 0; k < Count; k++)
        {
            sum += probabilities[k] * Means[k];
        }

        return sum;
    }

    // The number of edges that are not above the value.
    private static int IndexOf(double[] edges, double value)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = value >= edges[middle] ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
