namespace Backtest.Core.Models.Ensembles;

/// <summary>An ensemble whose members are fitted.</summary>
/// <param name="spec">How they are combined, and their weights.</param>
/// <param name="models">The fitted members, in the order of the spec's.</param>
/// <param name="warnings">What a reader should know, besides what the members say.</param>
public sealed class FittedEnsemble(EnsembleSpec spec, IReadOnlyList<IFittedModel> models, IReadOnlyList<string> warnings) : IFittedModel
{
    // Of so many last values, since each takes a forecast of every member.
    private const int MostResiduals = 200;

    /// <summary>How the members are combined, and their weights.</summary>
    public EnsembleSpec Spec => spec;

    /// <summary>The fitted members.</summary>
    public IReadOnlyList<IFittedModel> Models => models;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; } =
        [.. warnings, .. models.SelectMany((model, k) => model.Warnings.Select(warning => $"{spec.Members![k].Label}: {warning}")).Distinct()];

    /// <inheritdoc/>
    /// <remarks>It has no intervals: the spread of the members' errors together cannot be told from theirs alone.</remarks>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var points = new double[models.Count][];
        for (var k = 0; k < points.Length; k++)
        {
            points[k] = models[k].Forecast(history, horizon, []).Point;
        }

        return new Forecast(Combine(spec, points), []);
    }

    /// <inheritdoc/>
    /// <remarks>Of the last 200 values at most, in the units of the input; NaN before them.</remarks>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Array.Fill(residuals, double.NaN);
        var first = spec.Members!.Max(member => member.Spec.MinimumTrainingLength);
        for (var t = Math.Max(first, history.Length - MostResiduals); t < history.Length; t++)
        {
            try
            {
                residuals[t] = history.Values[t] - Forecast(history[..t], 1, []).Point[0];
            }
            catch (FitException)
            {
                // A member cannot forecast from so few values.
                continue;
            }
        }

        return residuals;
    }

    /// <summary>One forecast of those of the members.</summary>
    /// <param name="spec">How they are combined; its members have the weights.</param>
    /// <param name="points">Of each member the forecasts of the steps 1..h.</param>
    public static double[] Combine(EnsembleSpec spec, IReadOnlyList<IReadOnlyList<double>> points)
    {
        var result = new double[points[0].Count];
        var ordered = new double[points.Count];
        for (var h = 0; h < result.Length; h++)
        {
            if (spec.Combine == Combination.Median)
            {
                for (var k = 0; k < ordered.Length; k++)
                {
                    ordered[k] = points[k][h];
                }

                Array.Sort(ordered);
                result[h] = (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
            }
            else
            {
                // From the first member on, so that the mean of equal forecasts is that forecast to the last bit.
                result[h] = points[0][h];
                for (var k = 1; k < points.Count; k++)
                {
                    result[h] += spec.Members![k].Weight * (points[k][h] - points[0][h]);
                }
            }
        }

        return result;
    }
}
