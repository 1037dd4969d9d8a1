namespace Backtest.Core.Models.Arima;

/// <summary>
/// Exact Gaussian likelihood of a stationary ARMA process without missing values, by the Kalman filter in
/// Chandrasekhar form: the covariance changes by a matrix of rank one, M L L', at each step, so a step costs as much
/// as the state is long and not its square (Morf, Sidhu and Kailath, 1974; Pearlman, 1980, Biometrika 67, 232-233).
/// </summary>
/// <param name="values">The differenced series.</param>
/// <param name="stateLength">Length of the state.</param>
internal sealed class ArmaLikelihood(double[] values, int stateLength)
{
    // Where the gain has converged to this, the remaining steps are those of the steady state.
    private const double SteadyTolerance = 1e-18;
    private const int SteadyCheckInterval = 16;

    private readonly double[] _state = new double[stateLength + 1];
    private readonly double[] _gain = new double[stateLength + 1];
    private readonly double[] _change = new double[stateLength + 1];
    private readonly double[] _phi = new double[stateLength];
    private readonly double[] _column = new double[stateLength];

    /// <summary>The sum of squared standardised innovations, for innovations of variance 1, and that of log F.</summary>
    /// <param name="polynomials">The process.</param>
    /// <param name="partial">Partial autocorrelations of Phi; each in (-1, 1).</param>
    /// <param name="mean">What is subtracted from each value.</param>
    public (double SumOfSquares, double SumOfLogs) Evaluate(LagPolynomials polynomials, ReadOnlySpan<double> partial, double mean)
    {
        var r = stateLength;
        ArmaCovariance.FirstColumn(polynomials, partial, _column);
        Array.Clear(_state);
        Array.Clear(_phi);
        polynomials.Phi.CopyTo(_phi, 0);
        var f = _column[0];
        for (var i = 0; i < r; i++)
        {
            _gain[i] = _change[i] = (_phi[i] * f) + (i + 1 < r ? _column[i + 1] : 0);
        }

        var m = -1 / f;
        var (squares, logs, product, steady) = (0.0, 0.0, 1.0, false);
        for (var t = 0; t < values.Length; t++)
        {
            var innovation = values[t] - mean - _state[0];
            squares += innovation * innovation / f;
            product *= f;
            if (product is > 1e100 or < 1e-100)
            {
                logs += Math.Log(product);
                product = 1;
            }

            Predict(innovation / f);
            if (steady)
            {
                continue;
            }

            f = Update(f, ref m);
            if (t % SteadyCheckInterval == 0)
            {
                steady = IsSteady(f, m);
            }
        }

        return (squares, logs + Math.Log(product));
    }

    // a = T a + k v / F
    private void Predict(double scaled)
    {
        var first = _state[0];
        for (var i = 0; i < _phi.Length; i++)
        {
            _state[i] = (_phi[i] * first) + _state[i + 1] + (_gain[i] * scaled);
        }
    }

    // F+ = F + M l^2, k+ = k + T L M l, L+ = T L - k l / F, M+ = M F / F+, with l the first element of L.
    private double Update(double f, ref double m)
    {
        var first = _change[0];
        var next = f + (m * first * first);
        var toGain = m * first;
        var toChange = first / f;
        for (var i = 0; i < _phi.Length; i++)
        {
            var moved = (_phi[i] * first) + _change[i + 1];
            _change[i] = moved - (_gain[i] * toChange);
            _gain[i] += moved * toGain;
        }

        m *= f / next;
        return next;
    }

    private bool IsSteady(double f, double m)
    {
        var largest = 0.0;
        foreach (var change in _change)
        {
            largest = Math.Max(largest, change * change);
        }

        return largest * Math.Abs(m) < SteadyTolerance * f;
    }
}
