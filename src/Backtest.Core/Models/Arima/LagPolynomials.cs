namespace Backtest.Core.Models.Arima;

/// <summary>Products of seasonal and non-seasonal lag polynomials, as plain coefficients.</summary>
/// <param name="Phi">w(t) = Σ Phi[i-1] w(t-i) + ..., of degree p + mP.</param>
/// <param name="Theta">... + e(t) + Σ Theta[j-1] e(t-j), of degree q + mQ.</param>
/// <remarks>Box, Jenkins, Reinsel and Ljung, Time Series Analysis, 5th ed., equation 9.1.4.</remarks>
internal readonly record struct LagPolynomials(double[] Phi, double[] Theta)
{
    /// <summary>Length of the state: max(degree of Phi, degree of Theta + 1).</summary>
    public int StateLength => Math.Max(Phi.Length, Theta.Length + 1);

    public static LagPolynomials Of(ArimaCoefficients coefficients, int period) => new(
        Negate(Product(Negate(coefficients.Ar), Negate(coefficients.SeasonalAr), period)),
        Product(coefficients.Ma, coefficients.SeasonalMa, period));

    /// <summary>Differencing as y(t) = w(t) + Σ delta[j-1] y(t-j), of degree d + mD.</summary>
    public static double[] Differencing(ArimaSpec spec)
    {
        double[] delta = [];
        for (var k = 0; k < spec.D; k++)
        {
            delta = Product(delta, [-1], 1);
        }

        for (var k = 0; k < spec.SeasonalD; k++)
        {
            delta = Product(delta, [-1], spec.Period);
        }

        return Negate(delta);
    }

    /// <summary>Applies the differencing; the result is shorter by its degree.</summary>
    public static double[] Difference(ReadOnlySpan<double> values, double[] delta)
    {
        var result = new double[Math.Max(0, values.Length - delta.Length)];
        for (var t = 0; t < result.Length; t++)
        {
            var w = values[t + delta.Length];
            for (var j = 0; j < delta.Length; j++)
            {
                if (delta[j] != 0)
                {
                    w -= delta[j] * values[t + delta.Length - 1 - j];
                }
            }

            result[t] = w;
        }

        return result;
    }

    // (1 + a1 B + ...)(1 + b1 B^m + ...), without the leading ones.
    private static double[] Product(double[] a, double[] b, int period)
    {
        var product = new double[a.Length + (b.Length * period)];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i + j > 0)
                {
                    product[i + (j * period) - 1] += (i == 0 ? 1 : a[i - 1]) * (j == 0 ? 1 : b[j - 1]);
                }
            }
        }

        return product;
    }

    private static double[] Negate(double[] a) => Array.ConvertAll(a, x => -x);
}
