namespace Backtest.Core.Models.Arima;

/// <summary>The defining equation of an ARMA process, solved for its innovation.</summary>
internal static class LagRecursion
{
    /// <summary>v_t = w_t - sum of phi_j w_{t-j} - sum of theta_j v_{t-j} for t from <paramref name="start"/> to the end.</summary>
    /// <param name="polynomials">The coefficients.</param>
    /// <param name="values">w.</param>
    /// <param name="innovations">v; those before <paramref name="start"/> are given, the rest is computed.</param>
    /// <param name="start">First t, at least both orders, or with zeros in place of earlier values.</param>
    public static void Run(ArmaPolynomials polynomials, ReadOnlySpan<double> values, Span<double> innovations, int start)
    {
        var (arLags, maLags) = (polynomials.ArLags, polynomials.MaLags);
        Span<double> phi = stackalloc double[arLags.Length];
        Span<double> theta = stackalloc double[maLags.Length];
        for (var i = 0; i < phi.Length; i++)
        {
            phi[i] = polynomials.Phi[arLags[i] - 1];
        }

        for (var i = 0; i < theta.Length; i++)
        {
            theta[i] = polynomials.Theta[maLags[i] - 1];
        }

        for (var t = start; t < values.Length; t++)
        {
            var sum = values[t];
            for (var i = 0; i < phi.Length; i++)
            {
                sum -= phi[i] * values[t - arLags[i]];
            }

            // Lag 1 comes last, so that the rest is computed before the innovation that it waits for.
            for (var i = theta.Length - 1; i >= 0; i--)
            {
                var lag = maLags[i];
                if (lag <= t)
                {
                    sum -= theta[i] * innovations[t - lag];
                }
            }

            innovations[t] = sum;
        }
    }
}
