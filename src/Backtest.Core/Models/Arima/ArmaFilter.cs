using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Exact likelihood of a stationary ARMA process without missing values, by the fast form of the Kalman filter that avoids the state
/// covariance: O(r) per observation
/// (Morf, Sidhu and Kailath, 1974; Pearlman, 1980; Mélard, 1984, AS 197).
/// </summary>
/// <remarks>
/// If the filter starts from the stationary covariance, successive covariances differ by a matrix of rank one,
/// P_{t+1} - P_t = -L_t L_t' / F_t. Then, with rho_t = L_{t,0} / F_t and u = T L_t,
/// K_{t+1} = K_t - rho_t u, L_{t+1} = u - rho_t K_t, F_{t+1} = F_t (1 - rho_t^2), where K_t = T P_t Z is the gain
/// times F_t, and K_1 = L_1. The state follows a_{t+1} = T a_t + K_t v_t / F_t with v_t = w_t - a_{t,0}
/// (Durbin and Koopman, 2012, section 4.3.2). All vector operations are elementwise, so the bits do not depend on vector width or
/// addresses.
/// </remarks>
internal sealed class ArmaFilter : IEstimationCriterion
{
    /// <summary>
    /// The gain has converged when L is this small in units of F. Later changes of K and F are of second order in L,
    /// below rounding.
    /// </summary>
    private const double SteadyTolerance = 1e-9;

    /// <summary>Number of observations between checks for convergence.</summary>
    private const int SteadyCheckInterval = 8;

    private readonly double[] _series;
    private readonly double[]? _regressor;
    private readonly double[] _start;
    private readonly double[] _regressorStart;
    private readonly ArmaAutocovariance _moments;
    private readonly double[] _gain;
    private readonly double[] _difference;
    private readonly double[] _state;
    private readonly double[] _regressorState;
    private readonly double[] _innovations;
    private readonly double[] _regressorInnovations;

    /// <param name="polynomials">The coefficients, read at each evaluation.</param>
    /// <param name="data">The series, without missing values.</param>
    public ArmaFilter(ArmaPolynomials polynomials, EstimationData data)
    {
        Polynomials = polynomials;
        _series = data.Series;
        _regressor = data.Regressor;
        _start = data.Start;
        _regressorStart = data.RegressorStart;
        _moments = new ArmaAutocovariance(polynomials);
        _gain = new double[polynomials.Padded];
        _difference = new double[polynomials.Padded];
        _state = new double[polynomials.Padded];
        _innovations = new double[_series.Length];
        _regressorState = _regressor is null ? [] : new double[polynomials.Padded];
        _regressorInnovations = _regressor is null ? [] : new double[_series.Length];
    }

    /// <inheritdoc/>
    public ArmaPolynomials Polynomials { get; }

    /// <inheritdoc/>
    public bool TryEvaluate(out InnovationSums sums)
    {
        sums = default;
        if (!_moments.TryCompute() || _moments.Autocovariances[0] > ArmaAutocovariance.LargestVariance)
        {
            return false;
        }

        var variance = Start();
        double yy = 0, xy = 0, xx = 0, log = 0, product = 1;
        var n = _series.Length;
        var steadySince = -1;
        var t = 0;
        while (t < n)
        {
            var inverse = 1 / variance;
            var v = _series[t] - _state[0];
            _innovations[t] = v;
            yy += v * v * inverse;
            if (_regressor is not null)
            {
                var x = _regressor[t] - _regressorState[0];
                _regressorInnovations[t] = x;
                xy += x * v * inverse;
                xx += x * x * inverse;
                Advance(_regressorState, x * inverse);
            }

            Advance(_state, v * inverse);
            product *= variance;
            if (product is > 1e100 or < 1e-100)
            {
                log += Math.Log(product);
                product = 1;
            }

            t++;
            if (steadySince < 0)
            {
                variance = AdvanceGain(variance, inverse);
                if (!(variance > 0))
                {
                    return false;
                }

                if (t % SteadyCheckInterval == 0 && IsSteady(variance))
                {
                    steadySince = t;
                }
            }
            else if (t - steadySince >= Polynomials.Dimension && Math.Abs(variance - 1) < 1e-6)
            {
                // Invertible, with r innovations under a constant gain: the defining equation gives the same results from here on.
                break;
            }
        }

        log += Math.Log(product);
        if (t < n)
        {
            LagRecursion.Run(Polynomials, _series, _innovations, t);
            if (_regressor is not null)
            {
                LagRecursion.Run(Polynomials, _regressor, _regressorInnovations, t);
            }

            for (var s = t; s < n; s++)
            {
                yy += _innovations[s] * _innovations[s];
            }

            for (var s = t; s < _regressorInnovations.Length; s++)
            {
                xy += _regressorInnovations[s] * _innovations[s];
                xx += _regressorInnovations[s] * _regressorInnovations[s];
            }
        }

        sums = new InnovationSums(yy, xy, xx, log, n);
        return double.IsFinite(yy) && double.IsFinite(log);
    }

    private double Start()
    {
        _moments.PredictedColumn(_gain);
        _gain.CopyTo(_difference, 0);
        Start(_state, _start);
        if (_regressor is not null)
        {
            Start(_regressorState, _regressorStart);
        }

        return _moments.Autocovariances[0];
    }

    /// <summary>The state's mean before the first observation: the sum over j of T^{d-j} K_1 u_j, see <see cref="DiffuseStart"/>.</summary>
    private void Start(double[] a, double[] weights)
    {
        Array.Clear(a);
        foreach (var weight in weights)
        {
            Advance(a, weight);
        }
    }

    private bool IsSteady(double variance)
    {
        var tolerance = SteadyTolerance * variance;
        for (var i = 0; i < Polynomials.Dimension; i++)
        {
            if (Math.Abs(_difference[i]) > tolerance)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>a := T a + K g.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(double[] a, double g)
    {
        ref var x = ref MemoryMarshal.GetArrayDataReference(a);
        ref var phi = ref MemoryMarshal.GetArrayDataReference(Polynomials.Phi);
        ref var k = ref MemoryMarshal.GetArrayDataReference(_gain);
        var first = new Vector<double>(x);
        var weight = new Vector<double>(g);
        for (nuint i = 0; i < (nuint)Polynomials.Dimension; i += (nuint)Vector<double>.Count)
        {
            var next = (Vector.LoadUnsafe(ref phi, i) * first) + Vector.LoadUnsafe(ref x, i + 1) + (Vector.LoadUnsafe(ref k, i) * weight);
            next.StoreUnsafe(ref x, i);
        }
    }

    /// <summary>K, L and F of the next observation; returns F.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double AdvanceGain(double variance, double inverse)
    {
        ref var l = ref MemoryMarshal.GetArrayDataReference(_difference);
        ref var phi = ref MemoryMarshal.GetArrayDataReference(Polynomials.Phi);
        ref var k = ref MemoryMarshal.GetArrayDataReference(_gain);
        var leading = l;
        var reflection = leading * inverse;
        var first = new Vector<double>(leading);
        var rho = new Vector<double>(reflection);
        for (nuint i = 0; i < (nuint)Polynomials.Dimension; i += (nuint)Vector<double>.Count)
        {
            var u = (Vector.LoadUnsafe(ref phi, i) * first) + Vector.LoadUnsafe(ref l, i + 1);
            var old = Vector.LoadUnsafe(ref k, i);
            (old - (rho * u)).StoreUnsafe(ref k, i);
            (u - (rho * old)).StoreUnsafe(ref l, i);
        }

        return variance - (reflection * leading);
    }
}
