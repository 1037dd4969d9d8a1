using System.Text.Json.Serialization;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Garch;

/// <summary>
/// GARCH(1,1): the variance of an innovation is h_t = omega + alpha e_{t-1}^2 + beta h_{t-1} (Bollerslev, 1986, Journal of
/// Econometrics 31, 307-327).
/// </summary>
/// <param name="Distribution">Distribution of e_t / sqrt(h_t).</param>
/// <param name="Omega">omega, above 0.</param>
/// <param name="Alpha">alpha, in (0, 1).</param>
/// <param name="Beta">beta, in (0, 1).</param>
/// <param name="Shape">Degrees of freedom of Student's t, above 2; null for the normal distribution.</param>
/// <param name="MeanSquare">Mean squared innovation of the training values, the start of the recursion.</param>
/// <param name="LogLikelihood">Log-likelihood of the innovations.</param>
public sealed record GarchModel(
    [property: JsonPropertyName("distribution")] GarchDistribution Distribution,
    [property: JsonPropertyName("omega")] double Omega,
    [property: JsonPropertyName("alpha")] double Alpha,
    [property: JsonPropertyName("beta")] double Beta,
    [property: JsonPropertyName("shape")] double? Shape,
    [property: JsonPropertyName("meanSquare")] double MeanSquare,
    [property: JsonPropertyName("logLikelihood")] double LogLikelihood)
{
    /// <summary>alpha + beta: the share of excess variance left after a step. From 1 on, it does not decay.</summary>
    [JsonIgnore]
    public double Persistence => Alpha + Beta;

    /// <summary>The variance of the innovation after the given ones.</summary>
    /// <param name="innovations">Innovations in time order; the expected square replaces a missing one, NaN.</param>
    public double NextVariance(ReadOnlySpan<double> innovations)
    {
        var variance = First;
        foreach (var innovation in innovations)
        {
            variance = Next(variance, innovation);
        }

        return variance;
    }

    /// <summary>The expected variance one step after an expected variance.</summary>
    public double Expected(double variance) => Omega + (Persistence * variance);

    /// <summary>Quantile of an innovation of variance 1.</summary>
    public double Quantile(double probability) => Shape is { } shape
        ? StudentT.InvCDF(0, 1, shape, probability) * Math.Sqrt((shape - 2) / shape)
        : Normal.InvCDF(0, 1, probability);

    /// <summary>The variance of the first innovation: the expectation after one with the mean square.</summary>
    internal double First => Omega + (Persistence * MeanSquare);

    internal double Next(double variance, double innovation) =>
        Omega + (Alpha * (double.IsNaN(innovation) ? variance : innovation * innovation)) + (Beta * variance);
}
