namespace Backtest.Core.Models.Arima;

/// <summary>The result of a search, on the scale of <see cref="EstimationData"/>.</summary>
/// <param name="Coefficients">phi, theta, Phi, Theta, one after the other.</param>
/// <param name="Sums">The sums of the criterion there.</param>
/// <param name="Observations">n of the likelihood.</param>
/// <param name="StandardErrors">
/// Of the coefficients and the constant, or null; computed on demand, since they cost about as much as the fit.
/// </param>
internal sealed record Estimate(double[] Coefficients, InnovationSums Sums, int Observations, Lazy<double[]?> StandardErrors)
{
    /// <summary>A warning for readers of the fit, or null.</summary>
    public string? Warning { get; init; }
}
