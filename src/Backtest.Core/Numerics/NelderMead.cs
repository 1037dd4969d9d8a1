namespace Backtest.Core.Numerics;

/// <summary>
/// Derivative-free minimisation by a simplex (Nelder and Mead, 1965, The Computer Journal 7, 308-313), with the coefficients of Gao and
/// Han (2012, Computational Optimization and Applications 51, 259-277) for several variables.
/// </summary>
/// <remarks>
/// For cheap functions of few variables, each of the order of 1, that are too rough for differences. They may return infinity.
/// </remarks>
internal sealed class NelderMead
{
    private readonly Func<double[], double> _function;
    private readonly double[][] _simplex;
    private readonly double[] _values;
    private readonly double[] _centre;
    private readonly double[] _trial;
    private readonly double[] _other;

    /// <summary>Prepares searches.</summary>
    /// <param name="function">The function.</param>
    /// <param name="size">Number of its variables.</param>
    public NelderMead(Func<double[], double> function, int size)
    {
        _function = function;
        _simplex = [.. Enumerable.Range(0, size + 1).Select(_ => new double[size])];
        _values = new double[size + 1];
        (_centre, _trial, _other) = (new double[size], new double[size], new double[size]);
    }

    /// <summary>Searches for a minimum.</summary>
    /// <param name="x">Start; on return the best point found.</param>
    /// <param name="step">Size of the first simplex.</param>
    /// <param name="tolerance">The search ends when the values at the simplex differ by less than this.</param>
    /// <param name="evaluations">Limit of function evaluations, which the last step may exceed.</param>
    /// <param name="cancellationToken">Checked once per step.</param>
    /// <returns>The value at the best point.</returns>
    public double Minimize(double[] x, double step, double tolerance, int evaluations, CancellationToken cancellationToken)
    {
        var size = x.Length;
        for (var k = 0; k <= size; k++)
        {
            x.CopyTo(_simplex[k], 0);
            if (k > 0)
            {
                _simplex[k][k - 1] += step;
            }

            _values[k] = _function(_simplex[k]);
        }

        var (expansion, contraction, shrinkage) = (1 + (2.0 / size), 0.75 - (1.0 / (2 * size)), 1 - (1.0 / Math.Max(2, size)));
        for (var used = size + 1; used < evaluations;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Sort(_values, _simplex);
            if (!(_values[size] - _values[0] > tolerance))
            {
                break;
            }

            Centre(size);
            var reflected = At(_trial, size, 1);
            used++;
            if (reflected < _values[0])
            {
                used++;
                var expanded = At(_other, size, expansion);
                Replace(size, expanded < reflected ? (_other, expanded) : (_trial, reflected));
            }
            else if (reflected < _values[size - 1])
            {
                Replace(size, (_trial, reflected));
            }
            else
            {
                used++;
                var contracted = At(_other, size, reflected < _values[size] ? contraction : -contraction);
                if (contracted < Math.Min(reflected, _values[size]))
                {
                    Replace(size, (_other, contracted));
                }
                else
                {
                    Shrink(size, shrinkage);
                    used += size;
                }
            }
        }

        Array.Sort(_values, _simplex);
        _simplex[0].CopyTo(x, 0);
        return _values[0];
    }

    // Of all points except the worst.
    private void Centre(int size)
    {
        for (var i = 0; i < size; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < size; k++)
            {
                sum += _simplex[k][i];
            }

            _centre[i] = sum / size;
        }
    }

    // On the line from the worst point through the centre.
    private double At(double[] point, int worst, double distance)
    {
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = _centre[i] + (distance * (_centre[i] - _simplex[worst][i]));
        }

        return _function(point);
    }

    private void Replace(int worst, (double[] Point, double Value) by)
    {
        by.Point.CopyTo(_simplex[worst], 0);
        _values[worst] = by.Value;
    }

    private void Shrink(int size, double shrinkage)
    {
        for (var k = 1; k <= size; k++)
        {
            for (var i = 0; i < size; i++)
            {
                _simplex[k][i] = _simplex[0][i] + (shrinkage * (_simplex[k][i] - _simplex[0][i]));
            }

            _values[k] = _function(_simplex[k]);
        }
    }
}
