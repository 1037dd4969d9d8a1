using System.Text.Json.Serialization;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>A fitted complex exponential smoothing model.</summary>
public sealed record CesModel : IFittedModel
{
    /// <summary>The requested model.</summary>
    [JsonPropertyName("spec")]
    public required CesSpec Spec { get; init; }

    /// <summary>The fitted form: the spec's, or the chosen one.</summary>
    [JsonPropertyName("form")]
    public required CesForm Form { get; init; }

    /// <summary>Smoothing parameters.</summary>
    [JsonPropertyName("parameters")]
    public required CesParameters Parameters { get; init; }

    /// <summary>State before the first value, backcast.</summary>
    [JsonPropertyName("initial")]
    public required CesState Initial { get; init; }

    /// <summary>Variance of the errors: sum of squares over n minus the number of parameters minus one.</summary>
    [JsonPropertyName("sigma2")]
    public required double Sigma2 { get; init; }

    /// <summary>
    /// n ln S + 2 k + 2 k (k + 1) / (n - k - 1): S is the sum of squared errors, and k counts the parameters and the variance.
    /// </summary>
    [JsonPropertyName("aicc")]
    public required double Aicc { get; init; }

    /// <summary>The beginning of the training data.</summary>
    [JsonPropertyName("opening")]
    public required SeriesOpening Opening { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <inheritdoc/>
    /// <remarks>
    /// Intervals are normal with the exact variance given the parameters. A history that begins differently from the training data gets its
    /// own backcast initial states.
    /// </remarks>
    /// <exception cref="FitException">The history has less than two seasons of a seasonal form, or no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        GaussianIntervals.Check(horizon, levels);
        var state = Filter(history.Values, []);
        var recursion = new CesRecursion(Parameters, state, history.Length);

        // The effect of one error on later forecasts follows the same recursion, from a state of zero.
        var response = new CesRecursion(Parameters, Initial.Zero());
        response.Advance(1);
        var (point, deviation, sum) = (new double[horizon], new double[horizon], 1.0);
        for (var h = 0; h < horizon; h++)
        {
            (point[h], deviation[h]) = (recursion.Predict(), Math.Sqrt(Sigma2 * sum));
            recursion.Advance(0);
            var weight = response.Predict();
            sum += weight * weight;
            response.Advance(0);
        }

        return new Forecast(point, GaussianIntervals.Around(point, deviation, levels));
    }

    /// <inheritdoc/>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Filter(history.Values, residuals);
        return residuals;
    }

    private CesState Filter(ReadOnlySpan<double> history, Span<double> residuals)
    {
        var recursion = new CesRecursion(Parameters, Opening.Begins(history) ? Initial : InitialOf(history));
        for (var t = 0; t < history.Length; t++)
        {
            var error = history[t] - recursion.Predict();
            if (!residuals.IsEmpty)
            {
                residuals[t] = error;
            }

            recursion.Advance(double.IsNaN(error) ? 0 : error);
        }

        return recursion.State;
    }

    private CesState InitialOf(ReadOnlySpan<double> history) => Form == CesForm.None || history.Length >= 2 * Spec.SeasonLength
        ? CesFitter.Backcast(history, Form, Spec.SeasonLength, Parameters)
        : throw new FitException($"Seasonal states need two seasons of {Spec.SeasonLength} values; there are {history.Length}.");
}
