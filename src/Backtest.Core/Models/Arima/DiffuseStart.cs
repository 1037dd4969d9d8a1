using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The trace of a large but finite prior variance in the likelihood of a differenced series.
/// </summary>
/// <remarks>
/// R's <c>arima</c> gives the d + D m values before the first one the prior N(0, kappa sigma^2), kappa = 1e6, and leaves the
/// first d + D m innovations out of the likelihood. The rest has the likelihood of the differenced series w, with one difference:
/// those first values y_1..y_d, large relative to sigma, shift the mean of w_1..w_d by Gamma (kappa C C' + Gamma)^{-1} x, where Gamma is
/// their covariance, x_t = y_t - sum over k below t of delta_k y_{t-k}, and C is the matrix by which the values before
/// the first enter y_1..y_d (C_{t,i} = delta_{t+i} for the value i + 1 steps before the first, t and i from 1 and 0).
/// As kappa is large, the shift is Gamma u with u = (C C')^{-1} x / kappa, which does not depend on the coefficients; the state after
/// them starts from Cov(state, w_1..w_d) u. The relative error is of the order of 1 / kappa.
/// </remarks>
internal static class DiffuseStart
{
    /// <summary>u_1..u_d; empty without differences.</summary>
    /// <param name="spec">The differences.</param>
    /// <param name="values">The series before differencing, without missing values, at least d + D m of them.</param>
    public static double[] Solve(ArimaSpec spec, ReadOnlySpan<double> values)
    {
        var delta = DifferenceOperator.Weights(spec);
        var order = delta.Length;
        if (order == 0)
        {
            return [];
        }

        var start = Vector<double>.Build.Dense(order);
        for (var t = 0; t < order; t++)
        {
            start[t] = values[t];
            for (var k = 1; k <= t; k++)
            {
                start[t] -= delta[k - 1] * values[t - k];
            }
        }

        var entering = Matrix<double>.Build.Dense(order, order, (t, i) => t + i < order ? delta[t + i] : 0);
        var weights = entering.TransposeAndMultiply(entering).Cholesky().Solve(start) / StateSpaceFilter.Kappa;
        return weights.ToArray();
    }
}
