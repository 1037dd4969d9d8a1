namespace Backtest.Core.Models.Arima;

/// <summary>What a search found, on the scale of <see cref="EstimationData"/>.</summary>
/// <param name="Coefficients">phi, theta, Phi, Theta, one after the other.</param>
/// <param name="Sums">The criterion there.</param>
/// <param name="Observations">n of the likelihood.</param>
/// <param name="StandardErrors">
/// Of the coefficients and the constant, or null; computed when asked for, as it costs about as much as the fit.
/// </param>
internal sealed record Estimate(double[] Coefficients, InnovationSums Sums, int Observations, Lazy<double[]?> StandardErrors)
{
    /// <summary>What a reader of the fit should know, or null.</summary>
    public string? Warning { get; init; }
}
