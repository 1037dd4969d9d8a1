namespace Backtest.Core.Diagnostics;

/// <summary>Prepares values for statistics that depend on neither scale nor, once centred, level.</summary>
internal static class ObservedValues
{
    // Each value carries a rounding error of half an ulp and a difference of order (d, D) sums at most 2^(d + D) values,
    // so that constant differences of rounded values spread over a few ulps of the values.
    private const double RoundingSpread = 16 * 2.220446049250313e-16;

    private const int MostTested = 100_000;

    /// <summary>The last 100,000 values, or all if there are fewer.</summary>
    /// <remarks>
    /// Time and memory of some tests grow faster than the number of values, and forecasts continue from the last ones.
    /// </remarks>
    public static ReadOnlySpan<double> Recent(ReadOnlySpan<double> values) => values[^Math.Min(values.Length, MostTested)..];

    /// <summary>The values divided by the power of two that brings their largest magnitude into [1, 2); missing ones stay NaN.</summary>
    /// <remarks>The division is exact except for subnormal numbers, and squares of the result neither overflow nor vanish.</remarks>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static double[] Scaled(ReadOnlySpan<double> values)
    {
        var scaled = values.ToArray();
        var exponent = Exponent(values);
        for (var t = 0; t < scaled.Length; t++)
        {
            scaled[t] = Math.ScaleB(scaled[t], -exponent);
        }

        return scaled;
    }

    /// <summary>The power of two by which <see cref="Scaled"/> divides.</summary>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static int Exponent(ReadOnlySpan<double> values)
    {
        var magnitude = Magnitude(values);
        if (double.IsInfinity(magnitude))
        {
            throw new UndefinedStatisticException("A value is infinite; values are finite or missing.");
        }

        return magnitude > 0 ? Math.ILogB(magnitude) : 0;
    }

    /// <summary>The largest absolute value; 0 if none is observed.</summary>
    public static double Magnitude(ReadOnlySpan<double> values)
    {
        var magnitude = 0.0;
        foreach (var value in values)
        {
            // A comparison with NaN is false.
            if (Math.Abs(value) > magnitude)
            {
                magnitude = Math.Abs(value);
            }
        }

        return magnitude;
    }

    /// <summary>Scaled values without the missing ones.</summary>
    /// <exception cref="UndefinedStatisticException">A value is infinite.</exception>
    public static double[] ScaledWithoutMissing(ReadOnlySpan<double> values) => WithoutMissing(Scaled(values));

    /// <summary>The values that are not missing, in order.</summary>
    public static double[] WithoutMissing(double[] values) => Array.FindAll(values, value => !double.IsNaN(value));

    /// <summary>Scaled values minus their mean; missing ones stay NaN.</summary>
    /// <exception cref="UndefinedStatisticException">A value is infinite, none is observed, or all are equal.</exception>
    public static double[] Centred(ReadOnlySpan<double> values)
    {
        RequireVariation(values);
        var centred = Scaled(values);
        SubtractMean(centred);
        return centred;
    }

    /// <summary>Subtracts the mean of the observed values.</summary>
    public static void SubtractMean(Span<double> values)
    {
        var mean = Mean(values);
        foreach (ref var value in values)
        {
            value -= mean;
        }
    }

    /// <summary>Mean of the observed values; 0 if there are none.</summary>
    public static double Mean(ReadOnlySpan<double> values)
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

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>Number of values that are not missing.</summary>
    public static int Count(ReadOnlySpan<double> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += double.IsNaN(value) ? 0 : 1;
        }

        return count;
    }

    /// <summary>Whether the observed values are equal, up to the rounding of the numbers that they come from.</summary>
    /// <param name="values">Values; missing ones are ignored.</param>
    /// <param name="magnitude">Largest magnitude of those numbers: that of the series if the values are its differences.</param>
    public static bool AreEqual(ReadOnlySpan<double> values, double magnitude)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            low = value < low ? value : low;
            high = value > high ? value : high;
        }

        return !(high - low > RoundingSpread * magnitude);
    }

    /// <summary>Throws if no value is observed, or all are equal.</summary>
    /// <exception cref="UndefinedStatisticException">No value is observed, or all are equal.</exception>
    public static void RequireVariation(ReadOnlySpan<double> values)
    {
        if (Count(values) == 0)
        {
            throw new UndefinedStatisticException("No value is observed.");
        }

        var magnitude = Magnitude(values);
        if (!double.IsInfinity(magnitude) && AreEqual(values, magnitude))
        {
            throw new UndefinedStatisticException("All values are equal.");
        }
    }
}
