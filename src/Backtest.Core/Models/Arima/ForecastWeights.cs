namespace Backtest.Core.Models.Arima;

/// <summary>
/// The row vector g_h = Z' T^{h-1} of the dependence of a value h steps ahead on the predicted state, advanced step by step.
/// T is a shift plus one column, so a step costs O(r + d).
/// </summary>
internal sealed class ForecastWeights
{
    private readonly ArmaPolynomials _polynomials;
    private readonly double[] _delta;
    private double[] _weights;
    private double[] _next;

    public ForecastWeights(ArmaPolynomials polynomials, double[] delta)
    {
        _polynomials = polynomials;
        _delta = delta;
        _weights = new double[polynomials.Dimension + delta.Length];
        _next = new double[_weights.Length];
        _weights[0] = 1;
        delta.CopyTo(_weights, polynomials.Dimension);
    }

    /// <summary>g_h a.</summary>
    public double Mean(ReadOnlySpan<double> state)
    {
        double sum = 0;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += _weights[i] * state[i];
        }

        return sum;
    }

    /// <summary>g_h P g_h', with P packed as in <see cref="ArimaState.Covariance"/>; at least 0.</summary>
    public double Variance(ReadOnlySpan<double> packed)
    {
        double sum = 0;
        for (int i = 0, k = 0; k < packed.Length; i++)
        {
            double row = 0;
            for (var j = 0; j < i; j++, k++)
            {
                row += packed[k] * _weights[j];
            }

            sum += _weights[i] * ((2 * row) + (packed[k] * _weights[i]));
            k++;
        }

        return Math.Max(sum, 0);
    }

    /// <summary>g_h R, which is psi_{h-1}.</summary>
    public double Impulse()
    {
        var sum = _weights[0];
        foreach (var lag in _polynomials.MaLags)
        {
            sum += _polynomials.Theta[lag - 1] * _weights[lag];
        }

        return sum;
    }

    /// <summary>g_{h+1} = g_h T.</summary>
    public void Advance()
    {
        var r = _polynomials.Dimension;
        var first = _delta.Length > 0 ? _weights[r] : 0;
        foreach (var lag in _polynomials.ArLags)
        {
            first += _polynomials.Phi[lag - 1] * _weights[lag - 1];
        }

        _next[0] = first;
        _weights.AsSpan(0, r - 1).CopyTo(_next.AsSpan(1));
        for (var k = 0; k < _delta.Length; k++)
        {
            _next[r + k] = (_weights[r] * _delta[k]) + (k + 1 < _delta.Length ? _weights[r + k + 1] : 0);
        }

        (_weights, _next) = (_next, _weights);
    }
}
