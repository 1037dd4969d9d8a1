using System.Numerics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The expanded lag polynomials of a multiplicative seasonal ARMA process,
/// phi(B) Phi(B^m) w_t = theta(B) Theta(B^m) e_t, with 1 - phi_1 B - ... on the left and 1 + theta_1 B + ... on the right
/// (Box, Jenkins, Reinsel and Ljung, 5th ed., section 9.1.3). A reusable buffer: coefficients are set for each evaluation.
/// </summary>
internal sealed class ArmaPolynomials
{
    private readonly int _p;
    private readonly int _q;
    private readonly int _seasonalP;
    private readonly int _seasonalQ;
    private readonly int _period;

    public ArmaPolynomials(ArimaSpec spec)
    {
        (_p, _q, _seasonalP, _seasonalQ, _period) = (spec.P, spec.Q, spec.SeasonalP, spec.SeasonalQ, spec.Period);
        ArOrder = _p + (_seasonalP * _period);
        MaOrder = _q + (_seasonalQ * _period);
        Dimension = Math.Max(ArOrder, MaOrder + 1);
        ArLags = Lags(_p, _seasonalP, _period);
        MaLags = Lags(_q, _seasonalQ, _period);

        // A whole number of vectors and one more, so that a shifted load never leaves the array.
        var width = Vector<double>.Count;
        Padded = ((Dimension + width - 1) / width * width) + width;
        Phi = new double[Padded];
        Theta = new double[Padded];
    }

    /// <summary>Degree of the expanded autoregressive polynomial.</summary>
    public int ArOrder { get; }

    /// <summary>Degree of the expanded moving-average polynomial.</summary>
    public int MaOrder { get; }

    /// <summary>r = max(p, q + 1), the length of the state vector (Harvey, 1989, equation 4.3.4).</summary>
    public int Dimension { get; }

    /// <summary>Length of the coefficient arrays; the elements beyond the order are zero.</summary>
    public int Padded { get; }

    /// <summary>Lags with a coefficient on the autoregressive side, ascending, from 1.</summary>
    public int[] ArLags { get; }

    /// <summary>Lags with a coefficient on the moving-average side, ascending, from 1.</summary>
    public int[] MaLags { get; }

    /// <summary>Expanded autoregressive coefficients; element j is that of lag j + 1.</summary>
    public double[] Phi { get; }

    /// <summary>Expanded moving-average coefficients; element j is that of lag j + 1.</summary>
    public double[] Theta { get; }

    /// <summary>Multiplies the polynomials out.</summary>
    /// <param name="coefficients">phi_1..p, theta_1..q, Phi_1..P, Theta_1..Q, one after the other.</param>
    public void Expand(ReadOnlySpan<double> coefficients)
    {
        var ar = coefficients[.._p];
        var ma = coefficients.Slice(_p, _q);
        var seasonalAr = coefficients.Slice(_p + _q, _seasonalP);
        var seasonalMa = coefficients.Slice(_p + _q + _seasonalP, _seasonalQ);
        Multiply(ar, seasonalAr, _period, -1, Phi);
        Multiply(ma, seasonalMa, _period, 1, Theta);
    }

    private static void Multiply(ReadOnlySpan<double> plain, ReadOnlySpan<double> seasonal, int period, int sign, double[] product)
    {
        Array.Clear(product);
        plain.CopyTo(product);
        for (var j = 0; j < seasonal.Length; j++)
        {
            var lag = (j + 1) * period;
            product[lag - 1] += seasonal[j];
            for (var i = 0; i < plain.Length; i++)
            {
                product[lag + i] += sign * plain[i] * seasonal[j];
            }
        }
    }

    private static int[] Lags(int order, int seasonalOrder, int period)
    {
        var lags = new SortedSet<int>();
        for (var j = 0; j <= seasonalOrder; j++)
        {
            for (var i = 0; i <= order; i++)
            {
                lags.Add((j * period) + i);
            }
        }

        lags.Remove(0);
        return [.. lags];
    }
}
