using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Arima;

/// <summary>A fitted ARIMA model. As JSON it restores to the same forecasts, bit for bit.</summary>
/// <param name="Spec">What was fitted.</param>
/// <param name="Coefficients">Estimates; the moving average is invertible.</param>
/// <param name="Sigma2">Variance of the innovations, in squared (transformed) units of the series.</param>
/// <param name="LogLikelihood">Gaussian log-likelihood of the (transformed) series; of CSS the conditional one.</param>
/// <param name="Observations">Number of values after differencing, missing ones left out.</param>
/// <param name="State">State at the end of the training data.</param>
public sealed record ArimaModel(
    ArimaSpec Spec, ArimaCoefficients Coefficients, double Sigma2, double LogLikelihood, int Observations, ArimaState State) : IFittedModel
{
    /// <summary>Akaike's information criterion; the variance counts as a parameter, as in R.</summary>
    public double Aic => (-2 * LogLikelihood) + (2 * (Spec.ParameterCount + 1));

    /// <summary>Akaike's criterion corrected for small samples (Hurvich and Tsai, 1989); infinite where there are too few values.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Aicc
    {
        get
        {
            var k = Spec.ParameterCount + 1;
            return Observations > k + 1 ? Aic + (2.0 * k * (k + 1) / (Observations - k - 1)) : double.PositiveInfinity;
        }
    }

    /// <summary>Schwarz's criterion.</summary>
    public double Bic => (-2 * LogLikelihood) + (Math.Log(Observations) * (Spec.ParameterCount + 1));

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    /// <exception cref="FitException">The history is too short, or not above zero where a transformation needs it.</exception>
    public Forecast Forecast(ReadOnlySpan<double> history, int horizon, ReadOnlySpan<double> levels) =>
        Forecast(ArimaFilter.Run(Spec, Coefficients, BoxCox.Apply(history, Spec.Lambda)), horizon, levels);

    /// <summary>Forecasts the values after the training data, from the stored state.</summary>
    /// <param name="horizon">Number of steps ahead, at least 1.</param>
    /// <param name="levels">Coverages of the intervals, each in (0, 1).</param>
    /// <returns>The medians of the exact predictive distributions, and their central intervals.</returns>
    public Forecast FromState(int horizon, ReadOnlySpan<double> levels) => Forecast(State, horizon, levels);

    /// <summary>Means and standard deviations of the steps 1..horizon on the scale of the (transformed) series.</summary>
    /// <param name="state">Where to start.</param>
    /// <param name="horizon">Number of steps ahead.</param>
    internal (double[] Mean, double[] Deviation) Predict(ArimaState state, int horizon)
    {
        var filter = new KalmanFilter(LagPolynomials.Of(Coefficients, Spec.Period), LagPolynomials.Differencing(Spec), state);
        var mean = new double[horizon];
        var deviation = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            (mean[h], var variance) = filter.Forecast();
            mean[h] += ArimaFilter.ConstantAt(Spec, Coefficients, state.Length + h);
            deviation[h] = Math.Sqrt(Sigma2 * Math.Max(0, variance));
        }

        return (mean, deviation);
    }

    private Forecast Forecast(ArimaState state, int horizon, ReadOnlySpan<double> levels)
    {
        var (mean, deviation) = Predict(state, horizon);
        var intervals = new List<PredictionInterval>(levels.Length);
        foreach (var level in levels)
        {
            var quantile = Normal.InvCDF(0, 1, 0.5 + (level / 2));
            intervals.Add(new PredictionInterval(level, Bound(mean, deviation, -quantile), Bound(mean, deviation, quantile)));
        }

        return new Forecast(Bound(mean, deviation, 0), intervals);
    }

    private double[] Bound(double[] mean, double[] deviation, double quantile)
    {
        var bound = new double[mean.Length];
        for (var h = 0; h < bound.Length; h++)
        {
            bound[h] = BoxCox.Invert(mean[h] + (quantile * deviation[h]), Spec.Lambda);
        }

        return bound;
    }
}
