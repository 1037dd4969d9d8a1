namespace Backtest.Core.Models.Arima;

/// <summary>
/// The one-to-one map between the coefficients of a stationary autoregression and its partial autocorrelations,
/// each in (-1, 1) (Barndorff-Nielsen and Schou, 1973; Monahan, 1984; used for estimation by Jones, 1980, section 3).
/// </summary>
internal static class PartialAutocorrelation
{
    /// <summary>Durbin-Levinson recursion: partial autocorrelations to coefficients, in place.</summary>
    /// <param name="values">On entry the partial autocorrelations of lags 1..p, on return phi_1..phi_p.</param>
    public static void ToCoefficients(Span<double> values)
    {
        for (var k = 2; k <= values.Length; k++)
        {
            StepUp(values[..(k - 1)], values[k - 1]);
        }
    }

    /// <summary>The inverse recursion: coefficients to partial autocorrelations, in place.</summary>
    /// <param name="values">On entry phi_1..phi_p, on return the partial autocorrelations of lags 1..p.</param>
    /// <returns>False if the autoregression is not stationary; the values are then meaningless.</returns>
    public static bool TryFromCoefficients(Span<double> values)
    {
        for (var k = values.Length; k >= 1; k--)
        {
            var partial = values[k - 1];
            var scale = 1 - (partial * partial);
            if (!(scale > 0))
            {
                return false;
            }

            for (int i = 0, j = k - 2; i <= j; i++, j--)
            {
                var (low, high) = (values[i], values[j]);
                values[i] = (low + (partial * high)) / scale;
                values[j] = (high + (partial * low)) / scale;
            }
        }

        return true;
    }

    /// <summary>Whether all roots of 1 - phi_1 z - ... - phi_p z^p lie outside the unit circle.</summary>
    public static bool IsStationary(ReadOnlySpan<double> coefficients)
    {
        var partial = coefficients.ToArray();
        return TryFromCoefficients(partial);
    }

    /// <summary>Coefficients of order k from those of order k - 1 and the k-th partial autocorrelation.</summary>
    /// <param name="coefficients">phi_1..phi_{k-1} of order k - 1, replaced by those of order k.</param>
    /// <param name="partial">The partial autocorrelation of lag k, which is phi_k of order k.</param>
    public static void StepUp(Span<double> coefficients, double partial)
    {
        for (int i = 0, j = coefficients.Length - 1; i <= j; i++, j--)
        {
            var (low, high) = (coefficients[i], coefficients[j]);
            coefficients[i] = low - (partial * high);
            coefficients[j] = high - (partial * low);
        }
    }
}
