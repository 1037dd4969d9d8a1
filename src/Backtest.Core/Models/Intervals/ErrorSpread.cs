using System.Text.Json.Serialization;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Intervals;

/// <summary>
/// Spread of a model's errors by step ahead, from few windows. A straight line through the steps pools their mean squared errors. It
/// neither falls nor starts below 0, like the variance of errors between white noise, which is constant, and a random walk, which grows
/// proportionally. So a step's few errors cannot make an interval narrow or wide by chance.
/// </summary>
/// <param name="Intercept">Variance at step 0, in squared units of the series.</param>
/// <param name="Slope">Variance added by each step, at least 0.</param>
/// <param name="DegreesOfFreedom">
/// Degrees of freedom of the Student quantiles: 2 n for n separate windows of more than one step, since the errors of a window contain
/// about as much information as two independent ones if the series is a random walk, and more otherwise.
/// </param>
public sealed record ErrorSpread(
    [property: JsonPropertyName("intercept")] double Intercept,
    [property: JsonPropertyName("slope")] double Slope,
    [property: JsonPropertyName("degreesOfFreedom")] double DegreesOfFreedom)
{
    /// <summary>Fits the line by least squares.</summary>
    /// <param name="errors">Errors by step, at least one in all.</param>
    /// <param name="windows">Number of windows, with overlapping ones counted in part.</param>
    public static ErrorSpread Of(IReadOnlyList<double[]> errors, double windows)
    {
        var steps = errors.Index().Where(step => step.Item.Length > 0)
            .Select(step => (Step: step.Index + 1.0, Square: step.Item.Average(error => error * error), Weight: (double)step.Item.Length))
            .ToList();
        var weight = steps.Sum(step => step.Weight);
        var centre = steps.Sum(step => step.Weight * step.Step) / weight;
        var mean = steps.Sum(step => step.Weight * step.Square) / weight;
        var spread = steps.Sum(step => step.Weight * (step.Step - centre) * (step.Step - centre));
        var slope = spread > 0
            ? Math.Clamp(steps.Sum(step => step.Weight * (step.Step - centre) * (step.Square - mean)) / spread, 0, mean / centre)
            : 0;
        return new ErrorSpread(mean - (slope * centre), slope, steps.Count > 1 ? 2 * windows : windows);
    }

    /// <summary>Half-width of an interval per unit of <see cref="Deviation"/>.</summary>
    /// <param name="level">Coverage in (0, 1).</param>
    public double Quantile(double level) => StudentT.InvCDF(0, 1, DegreesOfFreedom, 0.5 + (level / 2));

    /// <summary>Standard deviation of the errors, in units of the series.</summary>
    /// <param name="step">Steps ahead, from 1.</param>
    public double Deviation(int step) => Math.Sqrt(Math.Max(0, Intercept + (Slope * step)));

    /// <summary>Central interval of one level around point forecasts of the steps 1..h.</summary>
    /// <param name="point">Point forecasts.</param>
    /// <param name="level">Coverage in (0, 1).</param>
    public PredictionInterval Around(double[] point, double level)
    {
        var quantile = Quantile(level);
        double Width(int h) => quantile * Deviation(h + 1);
        return new PredictionInterval(
            level, [.. point.Select((value, h) => value - Width(h))], [.. point.Select((value, h) => value + Width(h))]);
    }
}
