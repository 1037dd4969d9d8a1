namespace Backtest.Core.Models.Arima;

/// <summary>
/// The row vector g_h = Z' T^{h-1} by which a value h steps ahead depends on the predicted state, advanced step by step.
/// T is a shift plus one column, so a step costs O(r + d).
/// </summary>
internal sealed class ForecastWeights
{
    private readonly ArmaPolynomials polynomials;
    private readonly double[] delta;
    private double[] weights;
    private double[] next;

    public ForecastWeights(ArmaPolynomials polynomials, double[] delta)
    {
        this.polynomials = polynomials;
        this.delta = delta;
        weights = new double[polynomials.Dimension + delta.Length];
        next = new double[weights.Length];
        weights[0] = 1;
        delta.CopyTo(weights, polynomials.Dimension);
    }

    /// <summary>g_h a.</summary>
    public double Mean(ReadOnlySpan<double> state)
    {
        double sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * state[i];
        }

        return sum;
    }

    /// <summary>g_h P g_h', with P packed as <see cref="ArimaState.Covariance"/> has it; not below 0.</summary>
    public double Variance(ReadOnlySpan<double> packed)
    {
        double sum = 0;
        for (int i = 0, k = 0; k < packed.Length; i++)
        {
            double row = 0;
            for (var j = 0; j < i; j++, k++)
            {
                row += packed[k] * weights[j];
            }

            sum += weights[i] * ((2 * row) + (packed[k] * weights[i]));
            k++;
        }

        return Math.Max(sum, 0);
    }

    /// <summary>g_h R, that is psi_{h-1}.</summary>
    public double Impulse()
    {
        var sum = weights[0];
        foreach (var lag in polynomials.MaLags)
        {
            sum += polynomials.Theta[lag - 1] * weights[lag];
        }

        return sum;
    }

    /// <summary>g_{h+1} = g_h T.</summary>
    public void Advance()
    {
        var r = polynomials.Dimension;
        var first = delta.Length > 0 ? weights[r] : 0;
        foreach (var lag in polynomials.ArLags)
        {
            first += polynomials.Phi[lag - 1] * weights[lag - 1];
        }

        next[0] = first;
        weights.AsSpan(0, r - 1).CopyTo(next.AsSpan(1));
        for (var k = 0; k < delta.Length; k++)
        {
            next[r + k] = (weights[r] * delta[k]) + (k + 1 < delta.Length ? weights[r + k + 1] : 0);
        }

        (weights, next) = (next, weights);
    }
}
