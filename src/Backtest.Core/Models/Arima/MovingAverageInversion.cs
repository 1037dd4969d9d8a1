using System.Numerics;
using MathNet.Numerics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The invertible moving average among those with the same autocorrelations
/// (Box, Jenkins, Reinsel and Ljung, Time Series Analysis, 5th ed., section 6.4.1; Brockwell and Davis, 1991, section 4.4).
/// </summary>
internal static class MovingAverageInversion
{
    /// <summary>Replaces every root of 1 + theta_1 z + ... + theta_q z^q inside the unit circle by its reciprocal, in place.</summary>
    /// <param name="theta">theta_1..theta_q.</param>
    /// <returns>
    /// The factor by which the innovations' variance grows so that the autocovariances stay the same; 1 if the moving average was already
    /// invertible, and hence unchanged.
    /// </returns>
    public static double Invert(Span<double> theta)
    {
        var order = theta.Length;
        while (order > 0 && theta[order - 1] == 0)
        {
            order--;
        }

        if (order == 0)
        {
            return 1;
        }

        if (order == 1)
        {
            var only = theta[0];
            if (Math.Abs(only) <= 1)
            {
                return 1;
            }

            theta[0] = 1 / only;
            return only * only;
        }

        // The roots' reciprocals g_i in theta(z) = prod (1 - g_i z) are the roots of z^q + theta_1 z^(q-1) + ... + theta_q.
        var ascending = new double[order + 1];
        ascending[order] = 1;
        for (var i = 0; i < order; i++)
        {
            ascending[order - 1 - i] = theta[i];
        }

        var reciprocals = FindRoots.Polynomial(ascending);
        var factor = 1.0;
        var product = new Complex[order + 1];
        product[0] = 1;
        for (var i = 0; i < order; i++)
        {
            var g = reciprocals[i];
            var modulus = g.Magnitude;
            if (modulus > 1)
            {
                factor *= modulus * modulus;
                g = Complex.Reciprocal(g);
            }

            for (var k = i + 1; k >= 1; k--)
            {
                product[k] -= g * product[k - 1];
            }
        }

        if (factor == 1)
        {
            return 1;
        }

        for (var i = 0; i < order; i++)
        {
            theta[i] = product[i + 1].Real;
        }

        return factor;
    }
}
