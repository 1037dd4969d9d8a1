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
/// <c>arima</c>; innovations that only resolve this diffuse start are left out of the likelihood, d + D m of them at most. The transition is a shift plus one column, so T P T' costs O(r^2).
/// </remarks>
internal sealed class StateSpaceFilter : IEstimationCriterion
{
    /// <summary>Prior variance of the lagged values in units of sigma^2.</summary>
    public const double Kappa = 1e6;

    /// <summary>An innovation with a larger variance, in units of sigma^2, comes from the diffuse start.</summary>
    private const double DiffuseVariance = 1e4;

    private const double SteadyTolerance = 1e-11;

    private const int SteadyCheckInterval = 16;

    private readonly double[] series;
    private readonly double[]? regressor;
    private readonly double[] delta;
    private readonly int[] deltaLags;
    private readonly ArmaAutocovariance moments;
    private readonly int r;
    private readonly int size;
    private readonly int stride;
    private readonly double[] transposed;
    private readonly double[] previousCovariance;
    private readonly double[] gain;
    private double[] covariance;
    private double[] nextCovariance;
    private double[] state;
    private double[] regressorState;
    private double[] nextState;

    /// <summary>How many leading elements of the state are uncertain: all of them, or the r of the ARMA process.</summary>
    private int active;

    /// <param name="polynomials">Read at each evaluation.</param>
    /// <param name="delta">The differencing weights; empty for a stationary process.</param>
    /// <param name="series">The series itself, not differenced; NaN where missing.</param>
    /// <param name="regressor">The constant's regressor, not differenced, or null.</param>
    public StateSpaceFilter(ArmaPolynomials polynomials, double[] delta, double[] series, double[]? regressor)
    {
        Polynomials = polynomials;
        this.series = series;
        this.regressor = regressor;
        this.delta = delta;
        deltaLags = [.. Enumerable.Range(0, delta.Length).Where(k => delta[k] != 0)];
        moments = new ArmaAutocovariance(polynomials);
        r = polynomials.Dimension;
        size = r + delta.Length;
        var width = Vector<double>.Count;
        stride = (((size + width - 1) / width) + 2) * width;
        covariance = new double[size * stride];
        nextCovariance = new double[size * stride];
        transposed = new double[size * stride];
        previousCovariance = new double[size * stride];
        gain = new double[stride];
        state = new double[stride];
        regressorState = new double[stride];
        nextState = new double[stride];
    }

    /// <inheritdoc/>
    public ArmaPolynomials Polynomials { get; }

    /// <summary>Length of the state vector, r + d + D m.</summary>
    public int Size => size;

    /// <inheritdoc/>
    public bool TryEvaluate(out InnovationSums sums) => TryRun([], out sums) && moments.Autocovariances[0] <= ArmaAutocovariance.LargestVariance;

    /// <summary>Runs over the whole series.</summary>
    /// <param name="residuals">
    /// Receives v_t / sqrt(F_t), NaN where the value is missing and 0 where the innovation belongs to the diffuse start;
    /// empty where they are not wanted.
    /// </param>
    /// <param name="sums">What estimation needs.</param>
    /// <returns>False for coefficients that are not stationary.</returns>
    public bool TryRun(Span<double> residuals, out InnovationSums sums)
    {
        sums = default;
        if (!moments.TryCompute())
        {
            return false;
        }

        Start();
        double yy = 0, xy = 0, xx = 0, log = 0, variance = 0;
        int count = 0, diffuse = 0, known = 0;
        var steady = false;
        for (var t = 0; t < series.Length; t++)
        {
            var observed = !double.IsNaN(series[t]);
            var check = !steady && observed && t % SteadyCheckInterval == 0;
            if (check)
            {
                covariance.CopyTo(previousCovariance, 0);
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
                var v = series[t] - Observation(state);
                var x = regressor is null ? 0 : regressor[t] - Observation(regressorState);
                var isDiffuse = variance >= DiffuseVariance && diffuse < delta.Length;
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

                Update(state, v * inverse);
                if (regressor is not null)
                {
                    Update(regressorState, x * inverse);
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
                active = size;
                if (!residuals.IsEmpty)
                {
                    residuals[t] = double.NaN;
                }
            }

            Transit(ref state);
            if (regressor is not null)
            {
                Transit(ref regressorState);
            }

            if (!steady)
            {
                TransitCovariance(observed);
                steady = check && IsSteady();
            }

            if (known == delta.Length)
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
        state.AsSpan(0, size).CopyTo(mean);
        for (int i = 0, k = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++, k++)
            {
                packed[k] = covariance[(i * stride) + j];
            }
        }
    }

    private void Start()
    {
        active = size;
        Array.Clear(covariance);
        Array.Clear(state);
        Array.Clear(regressorState);
        moments.StateCovariance(covariance, stride);
        for (var k = r; k < size; k++)
        {
            covariance[(k * stride) + k] = Kappa;
        }
    }

    /// <summary>Z' x.</summary>
    private double Observation(double[] x)
    {
        var sum = x[0];
        foreach (var k in deltaLags)
        {
            sum += delta[k] * x[r + k];
        }

        return sum;
    }

    /// <summary>gain := P Z; returns Z' P Z.</summary>
    private double ComputeGain()
    {
        covariance.AsSpan(0, active).CopyTo(gain);
        if (active == r)
        {
            return gain[0];
        }

        foreach (var k in deltaLags)
        {
            AddScaled(gain, 0, covariance, (r + k) * stride, delta[k]);
        }

        return Observation(gain);
    }

    /// <summary>From here on only the ARMA elements are uncertain; what stands behind them must be, and stay, zero.</summary>
    private void LeaveOutLags()
    {
        active = r;
        Array.Clear(nextCovariance);
        Array.Clear(transposed);
        Array.Clear(gain, r, stride - r);
    }

    private void Update(double[] x, double weight) => AddScaled(x, 0, gain, 0, weight);

    /// <summary>P := P - P Z Z' P / F.</summary>
    private void UpdateCovariance(double inverse)
    {
        for (var i = 0; i < active; i++)
        {
            AddScaled(covariance, i * stride, gain, 0, -gain[i] * inverse);
        }
    }

    /// <summary>x := T x.</summary>
    private void Transit(ref double[] x)
    {
        TransitRow(x, nextState, 0, withLags: delta.Length > 0);
        (x, nextState) = (nextState, x);
    }

    /// <summary>P := T P T' + R R'.</summary>
    private void TransitCovariance(bool observed)
    {
        for (var i = 0; i < active; i++)
        {
            TransitRow(covariance, transposed, i * stride, withLags: active > r);
            if (observed && active > r)
            {
                transposed[(i * stride) + r] = 0;
            }
        }

        // Rows of P T' are combined as T combines the elements of a vector.
        var (phi, theta) = (Polynomials.Phi, Polynomials.Theta);
        for (var i = 0; i < r; i++)
        {
            var row = nextCovariance.AsSpan(i * stride, active);
            if (i + 1 < r)
            {
                transposed.AsSpan((i + 1) * stride, active).CopyTo(row);
            }
            else
            {
                row.Clear();
            }

            if (phi[i] != 0)
            {
                AddScaled(nextCovariance, i * stride, transposed, 0, phi[i]);
            }

            var weight = i == 0 ? 1 : theta[i - 1];
            if (weight != 0)
            {
                row[0] += weight;
                for (var j = 1; j < r; j++)
                {
                    row[j] += weight * theta[j - 1];
                }
            }
        }

        if (active > r)
        {
            var row = nextCovariance.AsSpan(r * stride, size);
            row.Clear();
            if (!observed)
            {
                transposed.AsSpan(0, size).CopyTo(row);
                foreach (var k in deltaLags)
                {
                    AddScaled(nextCovariance, r * stride, transposed, (r + k) * stride, delta[k]);
                }
            }

            for (var k = r + 1; k < size; k++)
            {
                transposed.AsSpan((k - 1) * stride, size).CopyTo(nextCovariance.AsSpan(k * stride));
            }
        }

        (covariance, nextCovariance) = (nextCovariance, covariance);
    }

    /// <summary>One row times T'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TransitRow(double[] source, double[] target, int offset, bool withLags)
    {
        ref var x = ref source[offset];
        ref var y = ref target[offset];
        ref var phi = ref MemoryMarshal.GetArrayDataReference(Polynomials.Phi);
        var first = new Vector<double>(x);
        for (nuint i = 0; i < (nuint)r; i += (nuint)Vector<double>.Count)
        {
            ((Vector.LoadUnsafe(ref phi, i) * first) + Vector.LoadUnsafe(ref x, i + 1)).StoreUnsafe(ref y, i);
        }

        target[offset + r - 1] = Polynomials.Phi[r - 1] * x;
        target.AsSpan(offset + r, stride - r).Clear();
        if (withLags)
        {
            var sum = x;
            foreach (var k in deltaLags)
            {
                sum += delta[k] * source[offset + r + k];
            }

            target[offset + r] = sum;
            source.AsSpan(offset + r, delta.Length - 1).CopyTo(target.AsSpan(offset + r + 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddScaled(double[] target, int targetOffset, double[] source, int sourceOffset, double weight)
    {
        ref var x = ref source[sourceOffset];
        ref var y = ref target[targetOffset];
        var w = new Vector<double>(weight);
        for (nuint i = 0; i < (nuint)active; i += (nuint)Vector<double>.Count)
        {
            (Vector.LoadUnsafe(ref y, i) + (w * Vector.LoadUnsafe(ref x, i))).StoreUnsafe(ref y, i);
        }
    }

    /// <summary>Whether the predicted covariance stayed what it was one observation ago; the gain then stays too.</summary>
    private bool IsSteady()
    {
        for (var i = 0; i < size * stride; i++)
        {
            if (Math.Abs(covariance[i] - previousCovariance[i]) > SteadyTolerance)
            {
                return false;
            }
        }

        return true;
    }
}
