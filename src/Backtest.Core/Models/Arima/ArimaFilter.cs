namespace Backtest.Core.Models.Arima;

/// <summary>Brings an ARIMA model with known coefficients to the end of a series.</summary>
internal static class ArimaFilter
{
    /// <summary>The part of the constant in value t, counted from 0: the mean, or the drift times t + 1.</summary>
    public static double ConstantAt(ArimaSpec spec, ArimaCoefficients coefficients, int t) => !spec.HasConstant ? 0
        : spec.D + spec.SeasonalD == 0 ? coefficients.Constant
        : coefficients.Constant * (t + 1);

    /// <summary>The state after the last value.</summary>
    /// <param name="spec">Orders.</param>
    /// <param name="coefficients">Coefficients.</param>
    /// <param name="values">The (transformed) series, missing values NaN.</param>
    /// <exception cref="FitException">Fewer values than differencing consumes.</exception>
    public static ArimaState Run(ArimaSpec spec, ArimaCoefficients coefficients, double[] values)
    {
        var delta = LagPolynomials.Differencing(spec);
        if (values.Length <= delta.Length)
        {
            throw new FitException($"{spec.Label} needs more than {delta.Length} values and has {values.Length}.");
        }

        var polynomials = LagPolynomials.Of(coefficients, spec.Period);
        var partial = new double[polynomials.Phi.Length];
        PartialAutocorrelations.TryFromCoefficients(polynomials.Phi, partial);
        var noise = Noise(spec, coefficients, values);
        return Array.TrueForAll(values, double.IsFinite)
            ? RunComplete(polynomials, partial, delta, noise)
            : RunDiffuse(polynomials, partial, delta, noise).State;
    }

    /// <summary>Filters a series with missing values.</summary>
    /// <param name="polynomials">The ARMA part.</param>
    /// <param name="partial">Partial autocorrelations of its Phi.</param>
    /// <param name="delta">Differencing.</param>
    /// <param name="noise">The series without the constant's part.</param>
    /// <returns>The filter after the last value, its values those of the series again.</returns>
    public static (KalmanFilter Filter, ArimaState State) RunDiffuse(
        LagPolynomials polynomials, ReadOnlySpan<double> partial, double[] delta, double[] noise)
    {
        // The prior is diffuse around zero, so the series is moved there; differencing does not see it.
        var level = delta.Length > 0 ? Array.Find(noise, double.IsFinite) : 0;
        var filter = new KalmanFilter(polynomials, partial, delta);
        foreach (var value in noise)
        {
            filter.Step(value - level);
        }

        var state = filter.State;
        foreach (ref var value in state.Mean.AsSpan(polynomials.StateLength))
        {
            value += level;
        }

        return (filter, state);
    }

    // Without missing values the last values are known exactly, and the differenced series is filtered alone.
    private static ArimaState RunComplete(LagPolynomials polynomials, ReadOnlySpan<double> partial, double[] delta, double[] noise)
    {
        var filter = new KalmanFilter(polynomials, partial, []);
        foreach (var value in LagPolynomials.Difference(noise, delta))
        {
            filter.Step(value);
        }

        var (arma, length) = (polynomials.StateLength, polynomials.StateLength + delta.Length);
        var differenced = filter.State;
        var mean = new double[length];
        var covariance = new double[length * length];
        differenced.Mean.CopyTo(mean, 0);
        for (var i = 0; i < arma; i++)
        {
            differenced.Covariance.AsSpan(i * arma, arma).CopyTo(covariance.AsSpan(i * length));
        }

        // Element arma + j of the state is the value j + 1 steps before the newest one.
        for (var j = 0; j < delta.Length; j++)
        {
            mean[arma + j] = noise[noise.Length - 2 - j];
        }

        return new ArimaState(noise.Length, mean, covariance);
    }

    private static double[] Noise(ArimaSpec spec, ArimaCoefficients coefficients, double[] values)
    {
        var noise = new double[values.Length];
        for (var t = 0; t < noise.Length; t++)
        {
            noise[t] = values[t] - ConstantAt(spec, coefficients, t);
        }

        return noise;
    }
}
