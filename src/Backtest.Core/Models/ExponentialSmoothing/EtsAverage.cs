using System.Text.Json.Serialization;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>A form of an average of forms.</summary>
/// <param name="Weight">Its share of all weights, which sum to 1.</param>
/// <param name="Model">Its model.</param>
public sealed record EtsAverageMember(
    [property: JsonPropertyName("weight")] double Weight, [property: JsonPropertyName("model")] EtsModel Model);

/// <summary>
/// An average of the forms of exponential smoothing that suit a series. Its weights are Akaike weights to the power of <see cref="Power"/>:
/// proportional to exp(-power D / 2), where D is the difference of a form's AICc from the smallest.
/// </summary>
/// <remarks>
/// Plain Akaike weights (Burnham and Anderson, 2002, Model Selection and Multimodel Inference, section 2.9; Kolassa, 2011,
/// International Journal of Forecasting 27, 238-251) treat the criterion as exact, and often leave only one form. It has errors of its
/// own, so flatter weights forecast better. The power was chosen on the last values of the training parts of M3 series;
/// <c>docs/benchmarks.md</c> gives the figures.
/// </remarks>
public sealed record EtsAverage : IFittedModel
{
    private const double Power = 0.1;

    private delegate T OfMember<T>(EtsModel model, History history);

    /// <summary>The requested model.</summary>
    [JsonPropertyName("spec")]
    public required EtsSpec Spec { get; init; }

    /// <summary>The forms, in descending order of weight.</summary>
    [JsonPropertyName("members")]
    public required IReadOnlyList<EtsAverageMember> Members { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Weighs models of the same values.</summary>
    /// <param name="spec">The requested model.</param>
    /// <param name="models">The models, at least one.</param>
    /// <param name="warnings">Warnings for readers.</param>
    internal static EtsAverage Of(EtsSpec spec, IReadOnlyList<EtsModel> models, IReadOnlyList<string> warnings)
    {
        var least = models.Min(model => model.Aicc);
        var weights = models.Select(model => double.IsInfinity(model.Aicc) ? 0 : Math.Exp(-Power * (model.Aicc - least) / 2)).ToArray();
        var sum = weights.Sum();
        return new EtsAverage
        {
            Spec = spec,
            Members = [.. models.Zip(weights, (model, weight) => new EtsAverageMember(weight / sum, model))
                .OrderByDescending(member => member.Weight)],
            Warnings = warnings,
        };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Points are the mean of the forms' points; intervals are quantiles of the mixture of their distributions. Forms that cannot forecast
    /// from this history are ignored.
    /// </remarks>
    /// <exception cref="FitException">No form can.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var wanted = levels.ToArray();
        var forecasts = EachThatCan(history, (model, known) => model.Forecast(known, horizon, wanted));
        var point = Mean(forecasts, forecast => forecast.Point);
        return new Forecast(
            point,
            [.. wanted.Index().Select(level => LinearPool.Of(
                point, [.. forecasts.Select(one => new PoolMember(one.Weight, one.Result.Point, one.Result.Intervals[level.Index]))]))]);
    }

    /// <inheritdoc/>
    /// <remarks>In the units of the input.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = Mean(EachThatCan(history, (model, known) => model.OneStepAhead(known)), forecast => forecast);
        for (var t = 0; t < residuals.Length; t++)
        {
            residuals[t] = history.Values[t] - residuals[t];
        }

        return residuals;
    }

    private static double[] Mean<T>(List<(double Weight, T Result)> forecasts, Func<T, double[]> valuesOf) =>
        LinearPool.Mean([.. forecasts.Select(one => valuesOf(one.Result))], [.. forecasts.Select(one => one.Weight)]);

    private List<(double Weight, T Result)> EachThatCan<T>(History history, OfMember<T> forecast)
    {
        var results = new List<(double Weight, T Result)>();
        FitException? failure = null;
        foreach (var member in Members.Where(member => member.Weight > 0))
        {
            try
            {
                results.Add((member.Weight, forecast(member.Model, history)));
            }
            catch (FitException problem)
            {
                failure = problem;
            }
        }

        var sum = results.Sum(result => result.Weight);
        return results.Count > 0 ? results.ConvertAll(result => (result.Weight / sum, result.Result)) : throw failure!;
    }
}
