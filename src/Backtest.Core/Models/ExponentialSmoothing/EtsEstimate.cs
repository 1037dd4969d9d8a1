namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>The result of the search for the parameters of one form, in the units of the given series.</summary>
/// <param name="Form">The form.</param>
/// <param name="Parameters">Smoothing parameters.</param>
/// <param name="Initial">State before the first value.</param>
/// <param name="Final">State after the last one.</param>
/// <param name="Sigma2">Sum of squared errors over n minus the number of parameters.</param>
/// <param name="LogLikelihood">Gaussian log-likelihood.</param>
/// <param name="Observations">n.</param>
/// <param name="ParameterCount">Number of estimated values, including the variance.</param>
internal sealed record EtsEstimate(
    EtsForm Form,
    SmoothingParameters Parameters,
    EtsState Initial,
    EtsState Final,
    double Sigma2,
    double LogLikelihood,
    int Observations,
    int ParameterCount)
{
    /// <summary>Akaike's criterion.</summary>
    public double Aic => (-2 * LogLikelihood) + (2 * ParameterCount);

    /// <summary>AIC corrected for short series; infinite if undefined.</summary>
    public double Aicc => Observations > ParameterCount + 1
        ? Aic + (2.0 * ParameterCount * (ParameterCount + 1) / (Observations - ParameterCount - 1))
        : double.PositiveInfinity;

    /// <summary>Schwarz's criterion.</summary>
    public double Bic => (-2 * LogLikelihood) + (ParameterCount * Math.Log(Observations));
}
