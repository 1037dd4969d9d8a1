using Backtest.Core.Models.Arima;
using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>The same quantities as the recursions, from their definitions by dense matrices.</summary>
internal static class DenseAlgebra
{
    /// <summary>Autocovariances of lags 0..last with unit innovations, as sums of products of psi weights.</summary>
    public static double[] Autocovariances(ArmaPolynomials polynomials, int last)
    {
        const int Terms = 6000;
        var psi = new double[Terms + last + 1];
        for (var k = 0; k < psi.Length; k++)
        {
            psi[k] = k == 0 ? 1 : k <= polynomials.MaOrder ? polynomials.Theta[k - 1] : 0;
            for (var j = 1; j <= Math.Min(k, polynomials.ArOrder); j++)
            {
                psi[k] += polynomials.Phi[j - 1] * psi[k - j];
            }
        }

        return [.. Enumerable.Range(0, last + 1).Select(lag => Enumerable.Range(0, Terms).Sum(j => psi[j] * psi[j + lag]))];
    }

    /// <summary>Covariance matrix of w_1..w_n.</summary>
    public static Matrix<double> Covariance(ArmaPolynomials polynomials, int n)
    {
        var gamma = Autocovariances(polynomials, n - 1);
        return Matrix<double>.Build.Dense(n, n, (i, j) => gamma[Math.Abs(i - j)]);
    }

    /// <summary>x' V^-1 x and ln det V.</summary>
    public static (double Quadratic, double LogDeterminant) Density(Matrix<double> covariance, double[] x)
    {
        var cholesky = covariance.Cholesky();
        var vector = Vector<double>.Build.Dense(x);
        return (vector * cholesky.Solve(vector), cholesky.DeterminantLn);
    }

    /// <summary>
    /// The covariance of y_1..y_n whose d + D m predecessors are independent with variance kappa, in units of sigma^2.
    /// </summary>
    public static Matrix<double> IntegratedCovariance(ArimaSpec spec, ArmaPolynomials polynomials, int n, double kappa)
    {
        var delta = DifferenceOperator.Weights(spec);
        var d = delta.Length;

        // Rows of y as combinations of the d predecessors (latest first) and w_1..w_n.
        var rows = new List<Vector<double>>();
        for (var i = 0; i < d; i++)
        {
            rows.Insert(0, Vector<double>.Build.Dense(d + n, k => k == i ? 1 : 0));
        }

        for (var t = 0; t < n; t++)
        {
            var row = Vector<double>.Build.Dense(d + n, k => k == d + t ? 1 : 0);
            for (var k = 1; k <= d; k++)
            {
                row += delta[k - 1] * rows[^k];
            }

            rows.Add(row);
        }

        var map = Matrix<double>.Build.DenseOfRowVectors(rows.Skip(d));
        var prior = Matrix<double>.Build.Dense(d + n, d + n);
        prior.SetSubMatrix(0, 0, Matrix<double>.Build.DenseIdentity(Math.Max(d, 1)).SubMatrix(0, d, 0, d) * kappa);
        prior.SetSubMatrix(d, d, Covariance(polynomials, n));
        return map * prior * map.Transpose();
    }
}
