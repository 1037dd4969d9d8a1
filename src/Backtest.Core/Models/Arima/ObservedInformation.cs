using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Standard errors from the Hessian of the concentrated likelihood at its maximum
/// (Box, Jenkins, Reinsel and Ljung, 5th ed., section 7.1.3).
/// </summary>
internal static class ObservedInformation
{
    /// <summary>Step of the second differences; the parameters are of the order of 1.</summary>
    private const double HessianStep = 5e-4;

    private const double JacobianStep = 1e-5;

    /// <summary>An eigenvalue of the Hessian this small relative to the largest is rounding.</summary>
    private const double SingularTolerance = 1e-10;

    /// <summary>Standard errors of the coefficients, and of the constant if the criterion has a regressor.</summary>
    /// <param name="objective">The criterion.</param>
    /// <param name="parameters">Its free parameters at the minimum.</param>
    /// <param name="observations">The divisor n of the criterion.</param>
    /// <returns>One standard error per coefficient, then the constant's; null if the Hessian is not positive definite.</returns>
    public static double[]? StandardErrors(ArimaObjective objective, double[] parameters, int observations)
    {
        var size = objective.Size;
        if (!objective.TryEvaluate(parameters, out var sums))
        {
            return null;
        }

        var constants = sums.Xx > 0 ? 1 : 0;
        var errors = new double[size + constants];
        if (constants > 0)
        {
            errors[size] = sums.SumOfSquares / (observations * sums.Xx);
        }

        if (size > 0)
        {
            // Near the border of the region, the criterion may be infinite.
            var hessian = Hessian(objective, parameters);
            if (!hessian.ForAll(double.IsFinite))
            {
                return null;
            }

            var eigen = hessian.Evd(Symmetricity.Symmetric);
            var values = eigen.EigenValues.Real();
            if (!values.ForAll(double.IsFinite) || !(values.Minimum() > SingularTolerance * values.Maximum()))
            {
                return null;
            }

            // Var = J H^-1 J' / n, with J the derivatives of coefficients and constant by the free parameters.
            var rotated = Jacobian(objective, parameters, constants) * eigen.EigenVectors;
            for (var i = 0; i < errors.Length; i++)
            {
                for (var k = 0; k < size; k++)
                {
                    errors[i] += rotated[i, k] * rotated[i, k] / (values[k] * observations);
                }
            }
        }

        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = Math.Sqrt(errors[i]);
        }

        return errors.All(double.IsFinite) ? errors : null;
    }

    private static Matrix<double> Hessian(ArimaObjective objective, double[] parameters)
    {
        var size = parameters.Length;
        var x = (double[])parameters.Clone();
        var centre = objective.Evaluate(x);
        var hessian = Matrix<double>.Build.Dense(size, size);

        double At(int i, double a, int j, double b)
        {
            x[i] += a * HessianStep;
            x[j] += b * HessianStep;
            var value = objective.Evaluate(x);
            (x[i], x[j]) = (parameters[i], parameters[j]);
            return value;
        }

        const double Square = HessianStep * HessianStep;
        for (var i = 0; i < size; i++)
        {
            hessian[i, i] = (At(i, 1, i, 0) - (2 * centre) + At(i, -1, i, 0)) / Square;
            for (var j = 0; j < i; j++)
            {
                hessian[i, j] = hessian[j, i] =
                    (At(i, 1, j, 1) - At(i, 1, j, -1) - At(i, -1, j, 1) + At(i, -1, j, -1)) / (4 * Square);
            }
        }

        return hessian;
    }

    private static Matrix<double> Jacobian(ArimaObjective objective, double[] parameters, int constants)
    {
        var size = parameters.Length;
        var x = (double[])parameters.Clone();
        var (upper, lower) = (new double[size], new double[size]);
        var jacobian = Matrix<double>.Build.Dense(size + constants, size);
        for (var j = 0; j < size; j++)
        {
            x[j] = parameters[j] + JacobianStep;
            objective.ToCoefficients(x, upper);
            objective.TryEvaluate(x, out var up);
            x[j] = parameters[j] - JacobianStep;
            objective.ToCoefficients(x, lower);
            objective.TryEvaluate(x, out var down);
            x[j] = parameters[j];
            for (var i = 0; i < size; i++)
            {
                jacobian[i, j] = (upper[i] - lower[i]) / (2 * JacobianStep);
            }

            if (constants > 0)
            {
                jacobian[size, j] = (up.Slope - down.Slope) / (2 * JacobianStep);
            }
        }

        return jacobian;
    }
}
