namespace Backtest.Core.Diagnostics;

/// <summary>
/// The pattern of a demand that is sometimes 0 (Syntetos, Boylan and Croston, 2005, "On the categorization of demand patterns", Journal of
/// the Operational Research Society 56, 495-503).
/// </summary>
/// <param name="Interval">Mean number of values per nonzero value, the average demand interval ADI.</param>
/// <param name="SquaredVariation">Squared coefficient of variation CV² of the nonzero values.</param>
internal sealed record DemandPattern(double Interval, double SquaredVariation)
{
    /// <summary>Demand is rare from this mean number of values per nonzero value on.</summary>
    internal const double LongInterval = 1.32;

    private const double LargeVariation = 0.49;

    /// <summary>Its class.</summary>
    public DemandClass Class => (Interval >= LongInterval, SquaredVariation >= LargeVariation) switch
    {
        (true, true) => DemandClass.Lumpy,
        (true, false) => DemandClass.Intermittent,
        (false, true) => DemandClass.Erratic,
        _ => DemandClass.Smooth,
    };

    /// <summary>Whether demand is rare.</summary>
    public bool IsIntermittent => Class is DemandClass.Intermittent or DemandClass.Lumpy;

    /// <summary>The pattern of a series; null if a value is negative or fewer than two values are nonzero.</summary>
    /// <param name="values">The series, NaN where a value is missing.</param>
    public static DemandPattern? Of(ReadOnlySpan<double> values)
    {
        var (known, sizes) = (0, new List<double>());
        foreach (var value in values)
        {
            if (value < 0)
            {
                return null;
            }

            known += double.IsNaN(value) ? 0 : 1;
            if (value > 0)
            {
                sizes.Add(value);
            }
        }

        if (sizes.Count < 2)
        {
            return null;
        }

        var mean = sizes.Average();
        return new DemandPattern(
            (double)known / sizes.Count, sizes.Sum(size => (size - mean) * (size - mean)) / (sizes.Count - 1) / (mean * mean));
    }
}
