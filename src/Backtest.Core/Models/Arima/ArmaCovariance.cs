namespace Backtest.Core.Models.Arima;

/// <summary>
/// Covariances of a stationary ARMA process with innovations of variance 1, and of its state: element 0 is w(t), and
/// element i is Σ_k Phi(i+1+k) w(t-1-k) + Theta(i+k) e(t-k), with Theta(0) = 1 (Gardner, Harvey and Phillips, 1980, AS 154).
/// </summary>
internal static class ArmaCovariance
{
    /// <summary>Covariance of every element of the state with w(t).</summary>
    /// <param name="polynomials">The process.</param>
    /// <param name="partial">Partial autocorrelations of Phi; each in (-1, 1).</param>
    /// <param name="column">Receives the first column of the state's covariance.</param>
    public static void FirstColumn(LagPolynomials polynomials, ReadOnlySpan<double> partial, Span<double> column)
    {
        var (phi, theta) = polynomials;
        var length = column.Length;
        var gamma = Autocovariances(phi, theta, partial, length);
        var psi = PsiWeights(phi, theta, length);
        column[0] = gamma[0];
        for (var i = 1; i < length; i++)
        {
            var sum = 0.0;
            for (var k = 0; i + k < phi.Length; k++)
            {
                sum += phi[i + k] * gamma[k + 1];
            }

            for (var k = 0; i + k <= theta.Length; k++)
            {
                sum += theta[i + k - 1] * psi[k];
            }

            column[i] = sum;
        }
    }

    /// <summary>The whole covariance of the state, from its first column by the equation P = T P T' + R R'.</summary>
    /// <returns>[length, length], row after row.</returns>
    public static double[] State(LagPolynomials polynomials, ReadOnlySpan<double> column)
    {
        var (phi, theta) = polynomials;
        var r = column.Length;
        var covariance = new double[r * r];
        for (var i = 0; i < r; i++)
        {
            covariance[i * r] = covariance[i] = column[i];
        }

        for (var i = r - 1; i >= 1; i--)
        {
            for (var j = r - 1; j >= i; j--)
            {
                var below = i + 1 < r && j + 1 < r ? covariance[((i + 1) * r) + j + 1] : 0;
                var (phiI, phiJ) = (At(phi, i), At(phi, j));
                var value = (phiI * phiJ * column[0])
                    + (j + 1 < r ? phiI * column[j + 1] : 0)
                    + (i + 1 < r ? phiJ * column[i + 1] : 0)
                    + below
                    + (theta[i - 1] * theta[j - 1]);
                covariance[(i * r) + j] = covariance[(j * r) + i] = value;
            }
        }

        return covariance;

        static double At(double[] coefficients, int k) => k < coefficients.Length ? coefficients[k] : 0;
    }

    /// <summary>ψ0..ψ(count-1): w(t) = Σ ψ(j) e(t-j).</summary>
    public static double[] PsiWeights(double[] phi, double[] theta, int count)
    {
        var psi = new double[count];
        for (var j = 0; j < count; j++)
        {
            var sum = j == 0 ? 1 : j <= theta.Length ? theta[j - 1] : 0;
            for (var i = 1; i <= Math.Min(j, phi.Length); i++)
            {
                sum += phi[i - 1] * psi[j - i];
            }

            psi[j] = sum;
        }

        return psi;
    }

    // Autocovariances of the autoregression by the Durbin-Levinson recursion, then through the moving average.
    private static double[] Autocovariances(double[] phi, double[] theta, ReadOnlySpan<double> partial, int count)
    {
        var lags = count + theta.Length;
        var autoregressive = new double[lags + 1];
        var variance = 1.0;
        foreach (var r in partial)
        {
            variance /= 1 - (r * r);
        }

        autoregressive[0] = variance;
        Span<double> current = stackalloc double[phi.Length];
        Span<double> previous = stackalloc double[phi.Length];
        for (var k = 1; k <= lags; k++)
        {
            var sum = 0.0;
            if (k <= phi.Length)
            {
                for (var j = 1; j < k; j++)
                {
                    sum += current[j - 1] * autoregressive[k - j];
                }

                var r = partial[k - 1];
                autoregressive[k] = sum + (r * variance);
                variance *= 1 - (r * r);
                current[..(k - 1)].CopyTo(previous);
                current[k - 1] = r;
                for (var j = 0; j < k - 1; j++)
                {
                    current[j] = previous[j] - (r * previous[k - 2 - j]);
                }
            }
            else
            {
                for (var j = 1; j <= phi.Length; j++)
                {
                    sum += phi[j - 1] * autoregressive[k - j];
                }

                autoregressive[k] = sum;
            }
        }

        var gamma = new double[count + 1];
        for (var i = 0; i <= theta.Length; i++)
        {
            var a = i == 0 ? 1 : theta[i - 1];
            if (a == 0)
            {
                continue;
            }

            for (var j = 0; j <= theta.Length; j++)
            {
                var b = j == 0 ? 1 : theta[j - 1];
                if (b != 0)
                {
                    for (var k = 0; k <= count; k++)
                    {
                        gamma[k] += a * b * autoregressive[Math.Abs(k + i - j)];
                    }
                }
            }
        }

        return gamma;
    }
}
