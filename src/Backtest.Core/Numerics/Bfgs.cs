namespace Backtest.Core.Numerics;

/// <summary>
/// Quasi-Newton minimisation with the BFGS update of the inverse Hessian and backtracking line search
/// (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 6.1 and 3.1). The derivatives are given or approximated by
/// differences: forward ones until the search has converged with them, then central ones.
/// </summary>
/// <remarks>
/// Written for the smooth, cheap functions of a few variables, each of the order of 1, that estimation needs. The function may
/// return infinity outside its domain. An instance serves one search at a time and allocates only in its constructor.
/// </remarks>
internal sealed class Bfgs
{
    private const int MaximumIterations = 500;
    private const int MaximumBacktracks = 40;

    /// <summary>Sufficient decrease (Nocedal and Wright, equation 3.4).</summary>
    private const double Armijo = 1e-4;

    /// <summary>The largest move of a variable in one step.</summary>
    private const double MaximumStep = 1.0;

    /// <summary>Steps of the differences: about the square and the cube root of the function's rounding error.</summary>
    private const double ForwardStep = 1e-7;
    private const double CentralStep = 6e-6;

    private readonly Func<double[], double> _function;
    private readonly Action<double[], double[]>? _derivatives;
    private readonly int _size;
    private readonly double[] _gradient;
    private readonly double[] _newGradient;
    private readonly double[] _direction;
    private readonly double[] _candidate;
    private readonly double[] _step;
    private readonly double[] _change;
    private readonly double[] _product;
    private readonly double[,] _inverse;
    private bool _central;

    /// <summary>Prepares searches.</summary>
    /// <param name="function">The function.</param>
    /// <param name="size">Number of its variables.</param>
    /// <param name="derivatives">Writes the gradient at a point where the function is finite; null for differences.</param>
    public Bfgs(Func<double[], double> function, int size, Action<double[], double[]>? derivatives = null)
    {
        _function = function;
        _derivatives = derivatives;
        _size = size;
        _gradient = new double[size];
        _newGradient = new double[size];
        _direction = new double[size];
        _candidate = new double[size];
        _step = new double[size];
        _change = new double[size];
        _product = new double[size];
        _inverse = new double[size, size];
    }

    /// <summary>How a search ended.</summary>
    public enum Outcome
    {
        /// <summary>At a minimum, to the tolerance or to rounding.</summary>
        Converged,

        /// <summary>The function is not finite at the start.</summary>
        UndefinedStart,

        /// <summary>The search reached its limit of iterations.</summary>
        NotConverged,
    }

    /// <summary>Searches for a minimum.</summary>
    /// <param name="x">Start; on return the best point found.</param>
    /// <param name="tolerance">The search ends when a Newton step would decrease the function, by half g' H g, less than this.</param>
    /// <param name="polish">Whether to continue with central differences once forward ones no longer help.</param>
    /// <param name="cancellationToken">Checked once per iteration.</param>
    /// <param name="iterations">Limit of iterations.</param>
    public Outcome Minimize(
        double[] x, double tolerance, bool polish, CancellationToken cancellationToken, int iterations = MaximumIterations)
    {
        if (_size == 0)
        {
            return double.IsFinite(_function(x)) ? Outcome.Converged : Outcome.UndefinedStart;
        }

        _central = _derivatives is not null;
        var value = _function(x);
        if (!double.IsFinite(value))
        {
            return Outcome.UndefinedStart;
        }

        Gradient(x, value, _gradient);
        Reset();
        var fresh = true;
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slope = Direction();
            if (!(slope < 0) && !fresh)
            {
                Reset();
                fresh = true;
                slope = Direction();
            }

            var small = !(-slope / 2 > tolerance);
            var moved = false;
            var newValue = value;
            if (!small)
            {
                moved = TrySearch(x, value, slope, out newValue);
            }

            if (!moved)
            {
                if (small && (_central || !polish))
                {
                    return Outcome.Converged;
                }

                if (!_central && polish)
                {
                    _central = true;
                    Gradient(x, value, _gradient);
                    continue;
                }

                if (fresh)
                {
                    // Even the steepest descent gains nothing: this is the minimum, up to rounding.
                    return Outcome.Converged;
                }

                Reset();
                fresh = true;
                continue;
            }

            Gradient(_candidate, newValue, _newGradient);
            for (var i = 0; i < _size; i++)
            {
                _step[i] = _candidate[i] - x[i];
                _change[i] = _newGradient[i] - _gradient[i];
                x[i] = _candidate[i];
                _gradient[i] = _newGradient[i];
            }

            value = newValue;
            Update(fresh);
            fresh = false;
        }

        return Outcome.NotConverged;
    }

    private void Reset()
    {
        Array.Clear(_inverse);
        for (var i = 0; i < _size; i++)
        {
            _inverse[i, i] = 1;
        }
    }

    /// <summary>Sets the direction to -H g, no longer than allowed; returns its slope.</summary>
    private double Direction()
    {
        double slope = 0, longest = 0;
        for (var i = 0; i < _size; i++)
        {
            double sum = 0;
            for (var j = 0; j < _size; j++)
            {
                sum -= _inverse[i, j] * _gradient[j];
            }

            _direction[i] = sum;
            slope += sum * _gradient[i];
            longest = Math.Max(longest, Math.Abs(sum));
        }

        if (longest > MaximumStep)
        {
            var scale = MaximumStep / longest;
            slope *= scale;
            for (var i = 0; i < _size; i++)
            {
                _direction[i] *= scale;
            }
        }

        return slope;
    }

    private bool TrySearch(double[] x, double value, double slope, out double newValue)
    {
        var length = 1.0;
        for (var attempt = 0; attempt < MaximumBacktracks; attempt++)
        {
            var moved = false;
            for (var i = 0; i < _size; i++)
            {
                _candidate[i] = x[i] + (length * _direction[i]);
                moved |= _candidate[i] != x[i];
            }

            if (!moved)
            {
                break;
            }

            newValue = _function(_candidate);
            if (newValue <= value + (Armijo * length * slope) && newValue < value)
            {
                return true;
            }

            // The minimum of the parabola through both values and the slope, kept between a tenth and a half of the step.
            var curvature = newValue - value - (slope * length);
            var best = double.IsFinite(curvature) && curvature > 0 ? -slope * length * length / (2 * curvature) : 0;
            length = Math.Clamp(best, 0.1 * length, 0.5 * length);
        }

        newValue = value;
        return false;
    }

    /// <summary>The BFGS formula (Nocedal and Wright, equation 6.17), scaled at first by equation 6.20.</summary>
    private void Update(bool first)
    {
        double curvature = 0, changeSquared = 0, stepSquared = 0;
        for (var i = 0; i < _size; i++)
        {
            curvature += _step[i] * _change[i];
            changeSquared += _change[i] * _change[i];
            stepSquared += _step[i] * _step[i];
        }

        if (!(curvature > 1e-10 * Math.Sqrt(changeSquared * stepSquared)))
        {
            return;
        }

        if (first)
        {
            for (var i = 0; i < _size; i++)
            {
                _inverse[i, i] *= curvature / changeSquared;
            }
        }

        double quadratic = 0;
        for (var i = 0; i < _size; i++)
        {
            double sum = 0;
            for (var j = 0; j < _size; j++)
            {
                sum += _inverse[i, j] * _change[j];
            }

            _product[i] = sum;
            quadratic += sum * _change[i];
        }

        var weight = (1 + (quadratic / curvature)) / curvature;
        for (var i = 0; i < _size; i++)
        {
            for (var j = 0; j < _size; j++)
            {
                _inverse[i, j] += (weight * _step[i] * _step[j]) - (((_product[i] * _step[j]) + (_step[i] * _product[j])) / curvature);
            }
        }
    }

    private void Gradient(double[] x, double value, double[] target)
    {
        if (_derivatives is not null)
        {
            _derivatives(x, target);
            return;
        }

        for (var i = 0; i < _size; i++)
        {
            var origin = x[i];
            var h = (_central ? CentralStep : ForwardStep) * Math.Max(1, Math.Abs(origin));
            x[i] = origin + h;
            var (right, up) = (x[i], _function(x));
            x[i] = origin - h;
            var (left, down) = _central || !double.IsFinite(up) ? (x[i], _function(x)) : (origin, value);
            x[i] = origin;
            target[i] = double.IsFinite(up) && double.IsFinite(down) ? (up - down) / (right - left)
                : double.IsFinite(down) ? (value - down) / (origin - left)
                : double.IsFinite(up) ? (up - value) / (right - origin)
                : 0;
        }
    }
}
