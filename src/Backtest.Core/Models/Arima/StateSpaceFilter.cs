using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The Kalman filter of an ARIMA process with missing values (Harvey and Pierse, 1984; Durbin and Koopman, 2012,
/// sections 4.3 and 4.10). The state is that of the ARMA process w_t followed by y_{t-1}, ..., y_{t-d-Dm}, so that
/// y_t = w_t + sum of delta_k y_{t-k}.
/// </summary>
/// <remarks>
/// The initial covariance is stationary for w and <see cref="Kappa"/> times sigma^2 for the lagged values, as in R's
/// <c>arima</c>; innovations that only resolve this diffuse start, at most d + D m, are left out of the likelihood. The transition
/// is a shift plus one column, so T P T' costs O(r^2).
/// </remarks>
internal sealed class StateSpaceFilter : IEstimationCriterion
{
    /// <summary>Prior variance of the lagged values in units of sigma^2.</summary>
    public const double Kappa = 1e6;

    /// <summary>An innovation with a larger variance, in units of sigma^2, comes from the diffuse start.</summary>
    private const double DiffuseVariance = 1e4;

    private const double SteadyTolerance = 1e-11;

    private const int SteadyCheckInterval = 16;

    private readonly double[] _series;
    private readonly double[]? _regressor;
    private readonly double[] _delta;
    private readonly int[] _deltaLags;
    private readonly ArmaAutocovariance _moments;
    private readonly int _r;
    private readonly int _size;
    private readonly int _stride;
    private readonly double[] _transposed;
    private readonly double[] _previousCovariance;
    private readonly double[] _gain;
    private double[] _covariance;
    private double[] _nextCovariance;
    private double[] _state;
    private double[] _regressorState;
    private double[] _nextState;

    /// <summary>Number of leading elements of the state that are uncertain: all of them, or the r of the ARMA process.</summary>
    private int _active;

    /// <param name="polynomials">The coefficients, read at each evaluation.</param>
    /// <param name="delta">The differencing weights; empty for a stationary process.</param>
    /// <param name="series">The undifferenced series; NaN where missing.</param>
    /// <param name="regressor">The constant's undifferenced regressor, or null.</param>
    public StateSpaceFilter(ArmaPolynomials polynomials, double[] delta, double[] series, double[]? regressor)
    {
        Polynomials = polynomials;
        _series = series;
        _regressor = regressor;
        _delta = delta;
        _deltaLags = [.. Enumerable.Range(0, delta.Length).Where(k => delta[k] != 0)];
        _moments = new ArmaAutocovariance(polynomials);
        _r = polynomials.Dimension;
        _size = _r + delta.Length;
        var width = Vector<double>.Count;
        _stride = (((_size + width - 1) / width) + 2) * width;
        _covariance = new double[_size * _stride];
        _nextCovariance = new double[_size * _stride];
        _transposed = new double[_size * _stride];
        _previousCovariance = new double[_size * _stride];
        _gain = new double[_stride];
        _state = new double[_stride];
        _regressorState = new double[_stride];
        _nextState = new double[_stride];
    }

    /// <inheritdoc/>
    public ArmaPolynomials Polynomials { get; }

    /// <summary>Length of the state vector, r + d + D m.</summary>
    public int Size => _size;

    /// <inheritdoc/>
    public bool TryEvaluate(out InnovationSums sums) =>
        TryRun([], out sums) && _moments.Autocovariances[0] <= ArmaAutocovariance.LargestVariance;

    /// <summary>Runs over the whole series.</summary>
    /// <param name="residuals">
    /// Receives v_t / sqrt(F_t), NaN where the value is missing and 0 where the innovation belongs to the diffuse start;
    /// empty if not requested.
    /// </param>
    /// <param name="sums">The sums for estimation.</param>
    /// <returns>False if the coefficients are not stationary.</returns>
    public bool TryRun(Span<double> residuals, out InnovationSums sums)
    {
        sums = default;
        if (!_moments.TryCompute())
        {
            return false;
        }

        Start();
        double yy = 0, xy = 0, xx = 0, log = 0, variance = 0;
        int count = 0, diffuse = 0, known = 0;
        var steady = false;
        for (var t = 0; t < _series.Length; t++)
        {
            var observed = !double.IsNaN(_series[t]);
            var check = !steady && observed && t % SteadyCheckInterval == 0;
            if (check)
            {
                _covariance.CopyTo(_previousCovariance, 0);
            }

            if (!steady)
            {
                variance = ComputeGain();
                if (!(variance > 0) || !double.IsFinite(variance))
                {
                    return false;
                }
            }

            if (observed)
            {
                var inverse = 1 / variance;
                var v = _series[t] - Observation(_state);
                var x = _regressor is null ? 0 : _regressor[t] - Observation(_regressorState);
                var isDiffuse = variance >= DiffuseVariance && diffuse < _delta.Length;
                if (isDiffuse)
                {
                    diffuse++;
                }
                else
                {
                    yy += v * v * inverse;
                    xy += x * v * inverse;
                    xx += x * x * inverse;
                    log += Math.Log(variance);
                    count++;
                }

                if (!residuals.IsEmpty)
                {
                    residuals[t] = isDiffuse ? 0 : v / Math.Sqrt(variance);
                }

                Update(_state, v * inverse);
                if (_regressor is not null)
                {
                    Update(_regressorState, x * inverse);
                }

                if (!steady)
                {
                    UpdateCovariance(inverse);
                }

                known++;
            }
            else
            {
                steady = false;
                known = 0;
                _active = _size;
                if (!residuals.IsEmpty)
                {
                    residuals[t] = double.NaN;
                }
            }

            Transit(ref _state);
            if (_regressor is not null)
            {
                Transit(ref _regressorState);
            }

            if (!steady)
            {
                TransitCovariance(observed);
                steady = check && IsSteady();
            }

            if (known == _delta.Length)
            {
                LeaveOutLags();
            }
        }

        sums = new InnovationSums(yy, xy, xx, log, count);
        return double.IsFinite(yy) && double.IsFinite(log);
    }

    /// <summary>The predicted state after <see cref="TryRun"/>.</summary>
    /// <param name="mean">Receives <see cref="Size"/> elements.</param>
    /// <param name="packed">Receives the lower triangle of the covariance by rows, in units of sigma^2.</param>
    public void CopyState(Span<double> mean, Span<double> packed)
    {
        _state.AsSpan(0, _size).CopyTo(mean);
        for (int i = 0, k = 0; i < _size; i++)
        {
            for (var j = 0; j <= i; j++, k++)
            {
                packed[k] = _covariance[(i * _stride) + j];
            }
        }
    }

    private void Start()
    {
        _active = _size;
        Array.Clear(_covariance);
        Array.Clear(_state);
        Array.Clear(_regressorState);
        _moments.StateCovariance(_covariance, _stride);
        for (var k = _r; k < _size; k++)
        {
            _covariance[(k * _stride) + k] = Kappa;
        }
    }

    /// <summary>Z' x.</summary>
    private double Observation(double[] x)
    {
        var sum = x[0];
        foreach (var k in _deltaLags)
        {
            sum += _delta[k] * x[_r + k];
        }

        return sum;
    }

    /// <summary>gain := P Z; returns Z' P Z.</summary>
    private double ComputeGain()
    {
        _covariance.AsSpan(0, _active).CopyTo(_gain);
        if (_active == _r)
        {
            return _gain[0];
        }

        foreach (var k in _deltaLags)
        {
            AddScaled(_gain, 0, _covariance, (_r + k) * _stride, _delta[k]);
        }

        return Observation(_gain);
    }

    /// <summary>From here on, only the ARMA elements are uncertain; the covariance of the others must be, and stays, zero.</summary>
    private void LeaveOutLags()
    {
        _active = _r;
        Array.Clear(_nextCovariance);
        Array.Clear(_transposed);
        Array.Clear(_gain, _r, _stride - _r);
    }

    private void Update(double[] x, double weight) => AddScaled(x, 0, _gain, 0, weight);

    /// <summary>P := P - P Z Z' P / F.</summary>
    private void UpdateCovariance(double inverse)
    {
        for (var i = 0; i < _active; i++)
        {
            AddScaled(_covariance, i * _stride, _gain, 0, -_gain[i] * inverse);
        }
    }

    /// <summary>x := T x.</summary>
    private void Transit(ref double[] x)
    {
        TransitRow(x, _nextState, 0, withLags: _delta.Length > 0);
        (x, _nextState) = (_nextState, x);
    }

    /// <summary>P := T P T' + R R'.</summary>
    private void TransitCovariance(bool observed)
    {
        for (var i = 0; i < _active; i++)
        {
            TransitRow(_covariance, _transposed, i * _stride, withLags: _active > _r);
            if (observed && _active > _r)
            {
                _transposed[(i * _stride) + _r] = 0;
            }
        }

        // Combines the rows of P T' in the same way as T combines the elements of a vector.
        var (phi, theta) = (Polynomials.Phi, Polynomials.Theta);
        for (var i = 0; i < _r; i++)
        {
            var row = _nextCovariance.AsSpan(i * _stride, _active);
            if (i + 1 < _r)
            {
                _transposed.AsSpan((i + 1) * _stride, _active).CopyTo(row);
            }
            else
            {
                row.Clear();
            }

            if (phi[i] != 0)
            {
                AddScaled(_nextCovariance, i * _stride, _transposed, 0, phi[i]);
            }

            var weight = i == 0 ? 1 : theta[i - 1];
            if (weight != 0)
            {
                row[0] += weight;
                for (var j = 1; j < _r; j++)
                {
                    row[j] += weight * theta[j - 1];
                }
            }
        }

        if (_active > _r)
        {
            var row = _nextCovariance.AsSpan(_r * _stride, _size);
            row.Clear();
            if (!observed)
            {
                _transposed.AsSpan(0, _size).CopyTo(row);
                foreach (var k in _deltaLags)
                {
                    AddScaled(_nextCovariance, _r * _stride, _transposed, (_r + k) * _stride, _delta[k]);
                }
            }

            for (var k = _r + 1; k < _size; k++)
            {
                _transposed.AsSpan((k - 1) * _stride, _size).CopyTo(_nextCovariance.AsSpan(k * _stride));
            }
        }

        (_covariance, _nextCovariance) = (_nextCovariance, _covariance);
    }

    /// <summary>One row times T'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TransitRow(double[] source, double[] target, int offset, bool withLags)
    {
        ref var x = ref source[offset];
        ref var y = ref target[offset];
        ref var phi = ref MemoryMarshal.GetArrayDataReference(Polynomials.Phi);
        var first = new Vector<double>(x);
        for (nuint i = 0; i < (nuint)_r; i += (nuint)Vector<double>.Count)
        {
            ((Vector.LoadUnsafe(ref phi, i) * first) + Vector.LoadUnsafe(ref x, i + 1)).StoreUnsafe(ref y, i);
        }

        target[offset + _r - 1] = Polynomials.Phi[_r - 1] * x;
        target.AsSpan(offset + _r, _stride - _r).Clear();
        if (withLags)
        {
            var sum = x;
            foreach (var k in _deltaLags)
            {
                sum += _delta[k] * source[offset + _r + k];
            }

            target[offset + _r] = sum;
            source.AsSpan(offset + _r, _delta.Length - 1).CopyTo(target.AsSpan(offset + _r + 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddScaled(double[] target, int targetOffset, double[] source, int sourceOffset, double weight)
    {
        ref var x = ref source[sourceOffset];
        ref var y = ref target[targetOffset];
        var w = new Vector<double>(weight);
        for (nuint i = 0; i < (nuint)_active; i += (nuint)Vector<double>.Count)
        {
            (Vector.LoadUnsafe(ref y, i) + (w * Vector.LoadUnsafe(ref x, i))).StoreUnsafe(ref y, i);
        }
    }

    /// <summary>Whether the predicted covariance is the same as one observation ago; then so is the gain.</summary>
    private bool IsSteady()
    {
        for (var i = 0; i < _size * _stride; i++)
        {
            if (Math.Abs(_covariance[i] - _previousCovariance[i]) > SteadyTolerance)
            {
                return false;
            }
        }

        return true;
    }
}
