namespace Backtest.Core.Models.Arima;

/// <summary>
/// Second moments of a stationary ARMA process with unit innovations' variance, in closed form from the
/// autocovariances and the psi weights. Gardner (1980, AS 154) solves a linear system of order r (r + 1) / 2 instead.
/// </summary>
/// <remarks>
/// The state is Harvey's (1989, equation 4.3.4): s_i(t) = sum over j at least i of phi_{j+1} w_{t-1-(j-i)} + theta_j e_{t-(j-i)},
/// i = 0..r-1, theta_0 = 1, with s_0(t) = w_t and, for i at least 1, the part of w_{t+i} that is known at t.
/// </remarks>
internal sealed class ArmaAutocovariance
{
    /// <summary>
    /// Variance of the process, in units of sigma^2, above which its likelihood is lost to rounding. Estimation stays below it:
    /// closer to a unit root, no series of practical length would show the difference.
    /// </summary>
    public const double LargestVariance = 1e9;

    private readonly ArmaPolynomials _polynomials;
    private readonly double[] _partial;
    private readonly double[] _lower;
    private readonly double[] _arAutocovariance;
    private readonly double[] _autocovariance;
    private readonly double[] _psi;
    private readonly double[] _maProducts;

    public ArmaAutocovariance(ArmaPolynomials polynomials)
    {
        _polynomials = polynomials;
        var (p, q, r) = (polynomials.ArOrder, polynomials.MaOrder, polynomials.Dimension);
        _partial = new double[p];
        _lower = new double[p];
        _arAutocovariance = new double[p + q + 1];
        _autocovariance = new double[Math.Max(p, 1)];
        _psi = new double[r];
        _maProducts = new double[q + 1];
    }

    /// <summary>Autocovariances of lags 0..max(p, 1) - 1, after <see cref="TryCompute"/>.</summary>
    public ReadOnlySpan<double> Autocovariances => _autocovariance;

    /// <summary>psi_0..psi_{r-1} of w_t = sum of psi_j e_{t-j}, after <see cref="TryCompute"/>.</summary>
    public ReadOnlySpan<double> PsiWeights => _psi;

    /// <summary>Computes autocovariances and psi weights from the polynomials' current coefficients.</summary>
    /// <returns>False if the autoregressive side is not stationary.</returns>
    public bool TryCompute()
    {
        var (p, q) = (_polynomials.ArOrder, _polynomials.MaOrder);
        ComputePsi();
        ComputeMaProducts(q);
        if (p == 0)
        {
            _autocovariance[0] = _maProducts[0];
            return double.IsFinite(_autocovariance[0]);
        }

        if (!TryComputeAr(p, p + q))
        {
            return false;
        }

        // theta(B) u_t with u_t the autoregression alone: gamma(k) = sum over |i| up to q of c_i gamma_u(k + i).
        for (var k = 0; k < p; k++)
        {
            var sum = _maProducts[0] * _arAutocovariance[k];
            for (var i = 1; i <= q; i++)
            {
                sum += _maProducts[i] * (_arAutocovariance[k + i] + _arAutocovariance[Math.Abs(k - i)]);
            }

            _autocovariance[k] = sum;
        }

        return double.IsFinite(_autocovariance[0]) && _autocovariance[0] > 0;
    }

    /// <summary>
    /// The covariance of the predicted state E[s(t+1) | t] with w_t, unconditionally: T P Z, with P the stationary
    /// covariance of the state.
    /// </summary>
    /// <param name="column">Receives elements 0..r-1; the rest stays unchanged.</param>
    public void PredictedColumn(Span<double> column)
    {
        var (phi, theta) = (_polynomials.Phi, _polynomials.Theta);
        column[.._polynomials.Dimension].Clear();
        foreach (var lag in _polynomials.ArLags)
        {
            for (var i = 0; i < lag; i++)
            {
                column[i] += phi[lag - 1] * _autocovariance[lag - 1 - i];
            }
        }

        foreach (var lag in _polynomials.MaLags)
        {
            for (var i = 0; i < lag; i++)
            {
                column[i] += theta[lag - 1] * _psi[lag - 1 - i];
            }
        }
    }

    /// <summary>The stationary covariance P of the state, which solves P = T P T' + R R'.</summary>
    /// <param name="covariance">Receives P by rows; element (i, j) is at i * stride + j.</param>
    /// <param name="stride">Distance between rows.</param>
    public void StateCovariance(Span<double> covariance, int stride)
    {
        var r = _polynomials.Dimension;
        var (phi, theta) = (_polynomials.Phi, _polynomials.Theta);

        // First row: P Z, from T P Z, since (T P Z)_i = phi_{i+1} gamma_0 + (P Z)_{i+1}.
        var first = new double[r + 1];
        PredictedColumn(first.AsSpan(1));
        first[0] = _autocovariance[0];
        for (var i = 1; i < r; i++)
        {
            first[i] -= phi[i - 1] * _autocovariance[0];
        }

        first[r] = 0;
        for (var j = 0; j < r; j++)
        {
            covariance[j] = covariance[j * stride] = first[j];
        }

        // The equation P = T P T' + R R', read from the last element to the first.
        for (var i = r - 1; i >= 1; i--)
        {
            for (var j = i; j >= 1; j--)
            {
                var corner = i + 1 < r && j + 1 < r ? covariance[((i + 1) * stride) + j + 1] : 0;
                var value = corner
                    + (phi[i] * first[j + 1]) + (phi[j] * first[i + 1]) + (phi[i] * phi[j] * first[0])
                    + (theta[i - 1] * theta[j - 1]);
                covariance[(i * stride) + j] = covariance[(j * stride) + i] = value;
            }
        }
    }

    private void ComputePsi()
    {
        var (phi, theta) = (_polynomials.Phi, _polynomials.Theta);
        _psi[0] = 1;
        for (var k = 1; k < _psi.Length; k++)
        {
            var sum = theta[k - 1];
            foreach (var lag in _polynomials.ArLags)
            {
                if (lag > k)
                {
                    break;
                }

                sum += phi[lag - 1] * _psi[k - lag];
            }

            _psi[k] = sum;
        }
    }

    private void ComputeMaProducts(int q)
    {
        var theta = _polynomials.Theta;
        Array.Clear(_maProducts);
        _maProducts[0] = 1;
        for (var a = 0; a < _polynomials.MaLags.Length; a++)
        {
            var lag = _polynomials.MaLags[a];
            _maProducts[lag] += theta[lag - 1];
            _maProducts[0] += theta[lag - 1] * theta[lag - 1];
            for (var b = 0; b < a; b++)
            {
                var other = _polynomials.MaLags[b];
                _maProducts[lag - other] += theta[lag - 1] * theta[other - 1];
            }
        }
    }

    private bool TryComputeAr(int p, int last)
    {
        var phi = _polynomials.Phi;
        phi.AsSpan(0, p).CopyTo(_partial);
        if (!PartialAutocorrelation.TryFromCoefficients(_partial))
        {
            return false;
        }

        // Durbin-Levinson upwards: the prediction variance falls from gamma_0 to 1.
        var variance = 1.0;
        foreach (var kappa in _partial)
        {
            variance /= 1 - (kappa * kappa);
        }

        _arAutocovariance[0] = variance;
        for (var k = 1; k <= p; k++)
        {
            var kappa = _partial[k - 1];
            var sum = kappa * variance;
            for (var j = 1; j < k; j++)
            {
                sum += _lower[j - 1] * _arAutocovariance[k - j];
            }

            _arAutocovariance[k] = sum;
            PartialAutocorrelation.StepUp(_lower.AsSpan(0, k - 1), kappa);
            _lower[k - 1] = kappa;
            variance *= 1 - (kappa * kappa);
        }

        for (var k = p + 1; k <= last; k++)
        {
            var sum = 0.0;
            foreach (var lag in _polynomials.ArLags)
            {
                sum += phi[lag - 1] * _arAutocovariance[k - lag];
            }

            _arAutocovariance[k] = sum;
        }

        return true;
    }
}
