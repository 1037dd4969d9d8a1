using System.Text.Json.Serialization;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Theta;

/// <summary>A fitted Theta model of two lines (Fiorucci et al., 2016).</summary>
public sealed record ThetaLinesModel : IFittedModel
{
    /// <summary>The requested model.</summary>
    [JsonPropertyName("spec")]
    public required ThetaSpec Spec { get; init; }

    /// <summary>Smoothing parameter of the level.</summary>
    [JsonPropertyName("alpha")]
    public required double Alpha { get; init; }

    /// <summary>Weight of the straight line, 1 - 1 / theta, from 0 to 1.</summary>
    [JsonPropertyName("weight")]
    public required double Weight { get; init; }

    /// <summary>Level before the first value.</summary>
    [JsonPropertyName("initialLevel")]
    public required double InitialLevel { get; init; }

    /// <summary>The line's value one step before the first value; 0 if the line is refitted at every value.</summary>
    [JsonPropertyName("intercept")]
    public required double Intercept { get; init; }

    /// <summary>The line's slope; 0 if the line is refitted at every value.</summary>
    [JsonPropertyName("slope")]
    public required double Slope { get; init; }

    /// <summary>Variance of the seasonally adjusted errors: sum of squares over their number minus that of the parameters.</summary>
    [JsonPropertyName("sigma2")]
    public required double Sigma2 { get; init; }

    /// <summary>The removed season.</summary>
    [JsonPropertyName("season")]
    public required SeasonalAdjustment Season { get; init; }

    /// <summary>The beginning of the training data.</summary>
    [JsonPropertyName("opening")]
    public required SeriesOpening Opening { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether the line is refitted at every value.</summary>
    [JsonIgnore]
    public bool IsDynamic => Spec.Form != ThetaForm.OTM;

    /// <inheritdoc/>
    /// <remarks>
    /// Intervals are normal with the exact variance given the parameters, since forecasts are linear in the errors before them. The season
    /// is restored on points and bounds. Where a value is missing, level and line advance as forecast. A history that begins differently
    /// from the training data gets its own seasonal indices and line, and starts at its first value.
    /// </remarks>
    /// <exception cref="FitException">The history has no value, or too few to determine its seasonal phases.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        GaussianIntervals.Check(horizon, levels);
        var (season, lines) = Filter(history.Values, []);
        var deviation = Deviations(lines, horizon);
        var point = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            point[h] = Predict(lines);
            lines.Advance(point[h]);
        }

        return season.Restore(point, deviation, levels, history.Length);
    }

    /// <inheritdoc/>
    /// <remarks>They are seasonally adjusted. A line refitted at every value forecasts nothing before the first one.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Filter(history.Values, residuals);
        return residuals;
    }

    private double Predict(in ThetaLines lines) => lines.Level + (Weight * lines.Trend);

    private (SeasonalAdjustment Season, ThetaLines Lines) Filter(ReadOnlySpan<double> history, Span<double> residuals)
    {
        var begins = Opening.Begins(history);
        var season = begins ? Season : ThetaFitter.Readjust(history, Season);
        var adjusted = season.RemoveFrom(history);
        var first = Array.FindIndex(adjusted, value => !double.IsNaN(value));
        if (first < 0)
        {
            throw new FitException("The history has no value.");
        }

        var lines = begins ? new ThetaLines(Alpha, IsDynamic) { Level = InitialLevel, Intercept = Intercept, Slope = Slope }
            : Start(adjusted, first);
        for (var t = 0; t < adjusted.Length; t++)
        {
            var forecast = IsDynamic && t <= first ? double.NaN : Predict(lines);
            if (!residuals.IsEmpty)
            {
                residuals[t] = adjusted[t] - forecast;
            }

            if (!IsDynamic || t >= first)
            {
                lines.Advance(double.IsNaN(adjusted[t]) ? forecast : adjusted[t]);
            }
        }

        return (season, lines);
    }

    // The level at which the forecast before the first value equals that value, or the line's level.
    private ThetaLines Start(double[] adjusted, int first)
    {
        if (IsDynamic)
        {
            return new ThetaLines(Alpha, isDynamic: true) { Level = (1 - Weight) * adjusted[first] };
        }

        var (intercept, slope) = LeastSquaresLine.Through(adjusted);
        return new ThetaLines(Alpha, isDynamic: false)
        {
            Level = (1 - Weight) * intercept,
            Intercept = intercept - slope,
            Slope = slope,
        };
    }

    // The effect of one error on later forecasts follows the same recursion, from a state of zero.
    private double[] Deviations(ThetaLines lines, int horizon)
    {
        var deviations = new double[horizon];
        Array.Fill(deviations, 1);
        for (var origin = 0; origin < horizon; origin++)
        {
            var response = lines with { Level = 0, Mean = 0, Intercept = 0, Slope = 0 };
            response.Advance(1);
            for (var h = origin + 1; h < horizon; h++)
            {
                var forecast = Predict(response);
                deviations[h] += forecast * forecast;
                response.Advance(forecast);
            }

            lines.Advance(0);
        }

        return Array.ConvertAll(deviations, sum => Math.Sqrt(Sigma2 * sum));
    }
}
