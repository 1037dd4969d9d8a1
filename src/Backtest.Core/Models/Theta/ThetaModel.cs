using System.Text.Json.Serialization;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Theta;

/// <summary>A fitted Theta model.</summary>
public sealed record ThetaModel : IFittedModel
{
    /// <summary>The requested model.</summary>
    [JsonPropertyName("spec")]
    public required ThetaSpec Spec { get; init; }

    /// <summary>Smoothing parameter of the level.</summary>
    [JsonPropertyName("alpha")]
    public required double Alpha { get; init; }

    /// <summary>Drift per observation: half the slope of the seasonally adjusted series.</summary>
    [JsonPropertyName("drift")]
    public required double Drift { get; init; }

    /// <summary>Level before the first value.</summary>
    [JsonPropertyName("initialLevel")]
    public required double InitialLevel { get; init; }

    /// <summary>Variance of the seasonally adjusted one-step errors of the smoothing.</summary>
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

    /// <inheritdoc/>
    /// <remarks>
    /// With the level l_n after n values, the forecast of step h is l_n + b (h - 1 + (1 - (1 - alpha)^n) / alpha), where b is the drift,
    /// and its variance sigma^2 (1 + (h - 1) alpha^2) (Hyndman and Billah, 2003), seasonally adjusted. The season is restored on points and
    /// bounds; R's <c>thetaf</c> keeps the width of its intervals without the season. Where a value is missing, the level stays. A history
    /// that begins differently from the training data gets its own seasonal indices, and the mean of its first values as the initial
    /// level.
    /// </remarks>
    /// <exception cref="FitException">The history has no value, or too few to determine its seasonal phases.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        GaussianIntervals.Check(horizon, levels);
        var (season, level, weights) = Filter(history.Values, []);
        var point = new double[horizon];
        var deviation = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            point[h] = level + (Drift * (h + weights));
            deviation[h] = Math.Sqrt(Sigma2 * (1 + (h * Alpha * Alpha)));
        }

        return season.Restore(point, deviation, levels, history.Length);
    }

    /// <inheritdoc/>
    /// <remarks>They are seasonally adjusted.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Filter(history.Values, residuals);
        return residuals;
    }

    // The weights 1 + (1 - alpha) + ... + (1 - alpha)^{n-1} sum to (1 - (1 - alpha)^n) / alpha.
    private (SeasonalAdjustment Season, double Level, double Weights) Filter(ReadOnlySpan<double> history, Span<double> residuals)
    {
        var (season, level) = (Season, InitialLevel);
        if (!Opening.Begins(history))
        {
            season = ThetaFitter.Readjust(history, Season);
            level = InitialStates.Of(season.RemoveFrom(history), EtsComponents.Of(EtsForm.ANN), 1).Level;
        }

        var weights = 0.0;
        for (var t = 0; t < history.Length; t++)
        {
            var adjusted = season.Remove(history[t], t);
            if (!residuals.IsEmpty)
            {
                residuals[t] = adjusted - level - (Drift * weights);
            }

            if (!double.IsNaN(adjusted))
            {
                level += Alpha * (adjusted - level);
            }

            weights = 1 + ((1 - Alpha) * weights);
        }

        return (season, level, weights);
    }
}
