namespace Backtest.Core.Models.Arima;

/// <summary>
/// An estimation criterion as a function of free parameters: phi_1..p, theta_1..q, Phi_1..P, Theta_1..Q. Each confined block is given by
/// the inverse hyperbolic tangents of its partial autocorrelations, so that every real vector is stationary or invertible (Jones, 1980,
/// section 3).
/// </summary>
internal sealed class ArimaObjective
{
    private readonly IEstimationCriterion _criterion;
    private readonly double[] _coefficients;
    private readonly (int Start, int Length, int Sign)[] _confined;

    /// <param name="spec">The orders.</param>
    /// <param name="criterion">The criterion.</param>
    /// <param name="stationary">Whether autoregressions are confined to stationary ones.</param>
    /// <param name="invertible">Whether moving averages are confined to invertible ones.</param>
    public ArimaObjective(ArimaSpec spec, IEstimationCriterion criterion, bool stationary, bool invertible = false)
    {
        _criterion = criterion;
        _coefficients = new double[spec.P + spec.Q + spec.SeasonalP + spec.SeasonalQ];
        var seasonal = spec.P + spec.Q;
        List<(int, int, int)> blocks = [];
        if (stationary)
        {
            blocks.AddRange([(0, spec.P, 1), (seasonal, spec.SeasonalP, 1)]);
        }

        if (invertible)
        {
            blocks.AddRange([(spec.P, spec.Q, -1), (seasonal + spec.SeasonalP, spec.SeasonalQ, -1)]);
        }

        _confined = [.. blocks];
    }

    /// <summary>Number of free parameters.</summary>
    public int Size => _coefficients.Length;

    /// <summary>The criterion; infinite where it is undefined.</summary>
    public double Evaluate(double[] parameters) => TryEvaluate(parameters, out var sums) ? sums.Objective : double.PositiveInfinity;

    /// <summary>The criterion's sums.</summary>
    public bool TryEvaluate(ReadOnlySpan<double> parameters, out InnovationSums sums)
    {
        ToCoefficients(parameters, _coefficients);
        _criterion.Polynomials.Expand(_coefficients);
        return _criterion.TryEvaluate(out sums);
    }

    /// <summary>Maps free parameters to coefficients.</summary>
    public void ToCoefficients(ReadOnlySpan<double> parameters, Span<double> target)
    {
        parameters.CopyTo(target);
        foreach (var (start, length, sign) in _confined)
        {
            var block = target.Slice(start, length);
            foreach (ref var value in block)
            {
                value = Math.Tanh(value);
            }

            PartialAutocorrelation.ToCoefficients(block);
            Scale(block, sign);
        }
    }

    /// <summary>Maps coefficients to free parameters; false if they lie outside the confined region.</summary>
    public bool TryToParameters(ReadOnlySpan<double> source, Span<double> target)
    {
        source.CopyTo(target);
        foreach (var (start, length, sign) in _confined)
        {
            var block = target.Slice(start, length);
            Scale(block, sign);
            if (!PartialAutocorrelation.TryFromCoefficients(block))
            {
                return false;
            }

            foreach (ref var value in block)
            {
                value = Math.Atanh(value);
            }
        }

        return true;
    }

    /// <summary>1 + theta z + ... is 1 - phi z - ... with the signs changed.</summary>
    private static void Scale(Span<double> block, int sign)
    {
        foreach (ref var value in block)
        {
            value *= sign;
        }
    }
}
