namespace Backtest.Core.Diagnostics;

/// <summary>
/// Locally weighted regression of degree 0 or 1 on a series at equal steps (Cleveland and Devlin, 1988), computed at
/// every jump-th point and interpolated between them, as STL does.
/// </summary>
/// <param name="window">Number q of nearest values in a fit; a q above the length of the series widens the weights.</param>
/// <param name="degree">Degree of the local polynomial, 0 or 1.</param>
/// <param name="jump">Distance of the points at which a fit is made, at least 1.</param>
internal readonly struct Loess(int window, int degree, int jump)
{
    /// <summary>Smooths a series.</summary>
    /// <param name="values">The series.</param>
    /// <param name="robustness">A weight for each value, or none for weights of 1.</param>
    /// <param name="smooth">Receives the fits; as long as the series.</param>
    public void Smooth(ReadOnlySpan<double> values, ReadOnlySpan<double> robustness, Span<double> smooth)
    {
        var last = values.Length - 1;
        if (last <= 0)
        {
            values.CopyTo(smooth);
            return;
        }

        var step = Math.Min(jump, last);
        var previous = 0;
        smooth[0] = Fit(values, robustness, 0);
        while (previous < last)
        {
            var next = Math.Min(previous + step, last);
            smooth[next] = Fit(values, robustness, next);
            var slope = (smooth[next] - smooth[previous]) / (next - previous);
            for (var t = previous + 1; t < next; t++)
            {
                smooth[t] = smooth[previous] + (slope * (t - previous));
            }

            previous = next;
        }
    }

    // The fit at a point of the series; the value itself where all weights are 0.
    private double Fit(ReadOnlySpan<double> values, ReadOnlySpan<double> robustness, int at)
    {
        var span = Math.Min(window, values.Length);
        var first = Math.Clamp(at - (window / 2), 0, values.Length - span);
        return FitAt(values, robustness, at, first, first + span - 1) ?? values[at];
    }

    /// <summary>The fit at a position, which may lie outside the series.</summary>
    /// <param name="values">The series.</param>
    /// <param name="robustness">A weight for each value, or none for weights of 1.</param>
    /// <param name="position">Where to fit.</param>
    /// <param name="first">First value that takes part.</param>
    /// <param name="last">Last value that takes part.</param>
    /// <returns>The fit; null if all weights are 0.</returns>
    public double? FitAt(ReadOnlySpan<double> values, ReadOnlySpan<double> robustness, int position, int first, int last)
    {
        // For a series shorter than the window, the bandwidth grows as if half of the missing length lay on either side.
        double bandwidth = Math.Max(position - first, last - position) + (Math.Max(window - values.Length, 0) / 2);
        Span<double> weights = last - first < 256 ? stackalloc double[last - first + 1] : new double[last - first + 1];
        var total = 0.0;
        for (var t = first; t <= last; t++)
        {
            var weight = Tricube(Math.Abs(t - position), bandwidth) * (robustness.IsEmpty ? 1 : robustness[t]);
            weights[t - first] = weight;
            total += weight;
        }

        if (total <= 0)
        {
            return null;
        }

        var (centre, mean) = (0.0, 0.0);
        for (var t = first; t <= last; t++)
        {
            weights[t - first] /= total;
            centre += weights[t - first] * t;
            mean += weights[t - first] * values[t];
        }

        if (degree == 0 || bandwidth == 0)
        {
            return mean;
        }

        var (variance, covariance) = (0.0, 0.0);
        for (var t = first; t <= last; t++)
        {
            variance += weights[t - first] * (t - centre) * (t - centre);
            covariance += weights[t - first] * (t - centre) * values[t];
        }

        // A slope from values in one place would be noise.
        return Math.Sqrt(variance) > 0.001 * (values.Length - 1) ? mean + ((position - centre) * covariance / variance) : mean;
    }

    // (1 - (distance / bandwidth)^3)^3, with the ends cut off as in the published program.
    private static double Tricube(double distance, double bandwidth)
    {
        if (distance > 0.999 * bandwidth)
        {
            return 0;
        }

        if (distance <= 0.001 * bandwidth)
        {
            return 1;
        }

        var ratio = distance / bandwidth;
        var rest = 1 - (ratio * ratio * ratio);
        return rest * rest * rest;
    }
}
