namespace Backtest.Core.Numerics;

/// <summary>
/// Unconstrained minimisation of functions of a few variables that are all of the order of one: BFGS (Nocedal and
/// Wright, Numerical Optimization, 2nd ed., algorithm 6.1) with central differences and a backtracking line search.
/// </summary>
internal static class Bfgs
{
    private const double DifferenceStep = 1e-5;
    private const double SufficientDecrease = 1e-4;
    private const double RelativeTolerance = 1e-11;
    private const int MaxIterations = 200;
    private const int MaxBacktracks = 30;

    /// <summary>Minimises a function.</summary>
    /// <param name="function">The function; an infinite value marks a point that is not allowed.</param>
    /// <param name="start">Where to start; the value there must be finite.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The best point found and its value.</returns>
    public static (double[] Point, double Value) Minimize(Func<double[], double> function, double[] start, CancellationToken cancellationToken)
    {
        var n = start.Length;
        var point = (double[])start.Clone();
        var value = function(point);
        if (n == 0)
        {
            return (point, value);
        }

        var gradient = Gradient(function, point, value);
        var inverse = Identity(n);
        var isIdentity = true;
        var stalls = 0;
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var direction = Descend(inverse, gradient);
            var slope = Dot(direction, gradient);
            var next = slope < 0 ? Search(function, point, value, direction, slope) : null;
            if (next is not { } found)
            {
                if (isIdentity)
                {
                    break;
                }

                inverse = Identity(n);
                isIdentity = true;
                continue;
            }

            var nextGradient = Gradient(function, found.Point, found.Value);
            isIdentity = !Update(inverse, point, found.Point, gradient, nextGradient);
            stalls = value - found.Value <= RelativeTolerance * (Math.Abs(value) + RelativeTolerance) ? stalls + 1 : 0;
            (point, value) = found;
            gradient = nextGradient;
            if (stalls == 2)
            {
                break;
            }
        }

        return (point, value);
    }

    private static (double[] Point, double Value)? Search(
        Func<double[], double> function, double[] point, double value, double[] direction, double slope)
    {
        var longest = direction.Max(Math.Abs);
        var step = longest > 2 ? 2 / longest : 1;
        for (var backtrack = 0; backtrack < MaxBacktracks; backtrack++, step *= 0.3)
        {
            var candidate = new double[point.Length];
            for (var k = 0; k < candidate.Length; k++)
            {
                candidate[k] = point[k] + (step * direction[k]);
            }

            var found = function(candidate);
            if (found <= value + (SufficientDecrease * step * slope))
            {
                return (candidate, found);
            }
        }

        return null;
    }

    // A difference that would leave the allowed region is taken to the other side alone.
    private static double[] Gradient(Func<double[], double> function, double[] point, double value)
    {
        var gradient = new double[point.Length];
        var moved = (double[])point.Clone();
        for (var k = 0; k < gradient.Length; k++)
        {
            var h = DifferenceStep * Math.Max(1, Math.Abs(point[k]));
            moved[k] = point[k] + h;
            var above = function(moved);
            moved[k] = point[k] - h;
            var below = function(moved);
            moved[k] = point[k];
            gradient[k] = (double.IsFinite(above), double.IsFinite(below)) switch
            {
                (true, true) => (above - below) / (2 * h),
                (true, false) => (above - value) / h,
                (false, true) => (value - below) / h,
                _ => 0,
            };
        }

        return gradient;
    }

    // H+ = (I - r s y') H (I - r y s') + r s s', with r = 1 / y's; left out where the curvature is not positive.
    private static bool Update(double[,] inverse, double[] point, double[] nextPoint, double[] gradient, double[] nextGradient)
    {
        var n = point.Length;
        var s = new double[n];
        var y = new double[n];
        for (var k = 0; k < n; k++)
        {
            s[k] = nextPoint[k] - point[k];
            y[k] = nextGradient[k] - gradient[k];
        }

        var curvature = Dot(s, y);
        if (curvature <= 1e-14 * Math.Sqrt(Dot(s, s) * Dot(y, y)))
        {
            return false;
        }

        var product = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                product[i] += inverse[i, j] * y[j];
            }
        }

        var factor = (1 + (Dot(y, product) / curvature)) / curvature;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                inverse[i, j] += (factor * s[i] * s[j]) - (((product[i] * s[j]) + (s[i] * product[j])) / curvature);
            }
        }

        return true;
    }

    private static double[] Descend(double[,] inverse, double[] gradient)
    {
        var direction = new double[gradient.Length];
        for (var i = 0; i < direction.Length; i++)
        {
            for (var j = 0; j < direction.Length; j++)
            {
                direction[i] -= inverse[i, j] * gradient[j];
            }
        }

        return direction;
    }

    private static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (var k = 0; k < n; k++)
        {
            identity[k, k] = 1;
        }

        return identity;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
