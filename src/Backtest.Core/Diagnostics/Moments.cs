namespace Backtest.Core.Diagnostics;

/// <summary>Location and spread of the observed values; null if undefined or not finite.</summary>
/// <param name="Count">Number of observed values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation, with divisor n - 1.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
internal sealed record Moments(int Count, double? Mean, double? StandardDeviation, double? Minimum, double? Maximum)
{
    /// <summary>Computes the moments.</summary>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        var count = ObservedValues.Count(values);
        var magnitude = ObservedValues.Magnitude(values);
        if (count == 0 || double.IsInfinity(magnitude))
        {
            return new Moments(count, null, null, null, null);
        }

        var exponent = ObservedValues.Exponent(values);
        var observed = ObservedValues.ScaledWithoutMissing(values);
        var (mean, minimum, maximum) = (ObservedValues.Mean(observed), observed.Min(), observed.Max());
        ObservedValues.SubtractMean(observed);
        var deviation = Math.Sqrt(LaggedProducts.Sum(observed, 0) / (count - 1));
        return new Moments(count, Unscaled(mean), Unscaled(deviation), Unscaled(minimum), Unscaled(maximum));

        double? Unscaled(double value)
        {
            var result = Math.ScaleB(value, exponent);
            return double.IsFinite(result) ? result : null;
        }
    }
}
