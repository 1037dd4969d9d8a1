using System.Numerics;
using MathNet.Numerics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Stationary autoregressions as unconstrained numbers: every stationary φ has partial autocorrelations in (-1, 1),
/// and these are tanh of anything (Barndorff-Nielsen and Schou, 1973; Jones, 1980, Technometrics 22, 389-395).
/// </summary>
internal static class PartialAutocorrelations
{
    /// <summary>φ from partial autocorrelations, by the Durbin-Levinson recursion.</summary>
    public static void ToCoefficients(ReadOnlySpan<double> partial, Span<double> phi)
    {
        Span<double> previous = stackalloc double[phi.Length];
        for (var k = 0; k < phi.Length; k++)
        {
            phi[..k].CopyTo(previous);
            phi[k] = partial[k];
            for (var j = 0; j < k; j++)
            {
                phi[j] = previous[j] - (partial[k] * previous[k - 1 - j]);
            }
        }
    }

    /// <summary>Partial autocorrelations from φ, by the recursion backwards.</summary>
    /// <returns>False where φ is not stationary.</returns>
    public static bool TryFromCoefficients(ReadOnlySpan<double> phi, Span<double> partial)
    {
        Span<double> current = stackalloc double[phi.Length];
        Span<double> next = stackalloc double[phi.Length];
        phi.CopyTo(current);
        for (var k = phi.Length - 1; k >= 0; k--)
        {
            var r = partial[k] = current[k];
            if (!(Math.Abs(r) < 1))
            {
                return false;
            }

            for (var j = 0; j < k; j++)
            {
                next[j] = (current[j] + (r * current[k - 1 - j])) / (1 - (r * r));
            }

            next[..k].CopyTo(current);
        }

        return true;
    }

    /// <summary>
    /// The invertible moving average with the same autocorrelations: roots of 1 + Σ θ z^j inside the unit circle are
    /// replaced by their inverses.
    /// </summary>
    /// <param name="theta">θ1..θq; replaced where it is not invertible.</param>
    /// <returns>The factor by which the innovations' variance grows: the product of the squared moduli of the inverse roots.</returns>
    public static double Invert(double[] theta)
    {
        var degree = theta.Length;
        while (degree > 0 && theta[degree - 1] == 0)
        {
            degree--;
        }

        if (degree == 0)
        {
            return 1;
        }

        var roots = FindRoots.Polynomial([1, .. theta[..degree]]);
        if (Array.TrueForAll(roots, root => root.Magnitude >= 1))
        {
            return 1;
        }

        var factor = 1.0;
        Complex[] product = [Complex.One];
        foreach (var root in roots)
        {
            var outside = root.Magnitude < 1 ? Complex.One / Complex.Conjugate(root) : root;
            factor *= root.Magnitude < 1 ? 1 / (root.Magnitude * root.Magnitude) : 1;
            product = Multiply(product, -Complex.One / outside);
        }

        for (var j = 0; j < degree; j++)
        {
            theta[j] = product[j + 1].Real;
        }

        return factor;
    }

    // p(z) (1 + c z)
    private static Complex[] Multiply(Complex[] p, Complex c)
    {
        var result = new Complex[p.Length + 1];
        for (var k = 0; k < p.Length; k++)
        {
            result[k] += p[k];
            result[k + 1] += p[k] * c;
        }

        return result;
    }
}
