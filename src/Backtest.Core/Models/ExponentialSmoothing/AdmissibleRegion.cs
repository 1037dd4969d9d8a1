namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// Whether the weights of past errors decay in a linear seasonal form, which the usual bounds 0 &lt; beta &lt; alpha &lt; 1 and
/// 0 &lt; gamma &lt; 1 - alpha do not guarantee (Hyndman, Akram and Archibald, The admissible parameter space for exponential
/// smoothing models, 2008; Hyndman et al., 2008, chapter 10). Forms with a multiplicative season use it as well.
/// </summary>
internal static class AdmissibleRegion
{
    /// <summary>Whether every root of the characteristic polynomial lies inside the unit circle.</summary>
    /// <param name="parameters">Smoothing parameters.</param>
    /// <param name="hasTrend">Whether there is a trend.</param>
    /// <param name="seasonLength">Season length m, at least 2.</param>
    public static bool Contains(SmoothingParameters parameters, bool hasTrend, int seasonLength)
    {
        var (alpha, beta, gamma, phi) = parameters;
        Span<double> coefficients = stackalloc double[(hasTrend ? seasonLength + 1 : seasonLength) + 1];
        if (hasTrend)
        {
            // The moving average of the reduced form, (1 - phi B) (1 - B^m) + (alpha (1 - phi B) + phi beta) (B + ... + B^m)
            // + gamma B^m (1 - phi B). R's ets has beta in place of phi beta, which is the same without damping.
            var repeated = alpha + (phi * beta) - (alpha * phi);
            coefficients.Fill(repeated);
            coefficients[1] = alpha + (phi * beta) - phi;
            coefficients[seasonLength] += gamma - 1;
            coefficients[seasonLength + 1] = phi * (1 - alpha - gamma);
        }
        else
        {
            // The same with beta = 0 and phi = 1, divided by 1 - B: 1 + alpha (B + ... + B^m) + (gamma - 1) B^m.
            coefficients.Fill(alpha);
            coefficients[seasonLength] += gamma - 1;
        }

        return IsStable(coefficients);
    }

    // The Schur-Cohn test: step down one degree at a time; each last coefficient must be smaller than 1.
    private static bool IsStable(Span<double> coefficients)
    {
        for (var degree = coefficients.Length - 1; degree > 0; degree--)
        {
            var last = coefficients[degree];
            if (!(Math.Abs(last) < 1))
            {
                return false;
            }

            var scale = 1 / (1 - (last * last));
            for (int low = 1, high = degree - 1; low <= high; low++, high--)
            {
                (coefficients[low], coefficients[high]) = (
                    scale * (coefficients[low] - (last * coefficients[high])), scale * (coefficients[high] - (last * coefficients[low])));
            }
        }

        return true;
    }
}
