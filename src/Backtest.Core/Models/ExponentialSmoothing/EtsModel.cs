using System.Text.Json.Serialization;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>A fitted exponential smoothing model.</summary>
public sealed record EtsModel : IFittedModel
{
    /// <summary>The requested model.</summary>
    [JsonPropertyName("spec")]
    public required EtsSpec Spec { get; init; }

    /// <summary>The fitted form: the spec's, or the chosen one.</summary>
    [JsonPropertyName("form")]
    public required EtsForm Form { get; init; }

    /// <summary>Smoothing parameters.</summary>
    [JsonPropertyName("parameters")]
    public required SmoothingParameters Parameters { get; init; }

    /// <summary>Estimated state before the first value.</summary>
    [JsonPropertyName("initial")]
    public required EtsState Initial { get; init; }

    /// <summary>State after the last value.</summary>
    [JsonPropertyName("state")]
    public required EtsState State { get; init; }

    /// <summary>
    /// Variance of the errors, sum of squares over n minus the number of parameters: in squared units of the series, or of relative errors
    /// if they are multiplicative.
    /// </summary>
    [JsonPropertyName("sigma2")]
    public required double Sigma2 { get; init; }

    /// <summary>
    /// Gaussian log-likelihood given the initial state. R's <c>ets</c> omits its constant, so it prints (n / 2) (ln(2 pi / n) + 1)
    /// more.
    /// </summary>
    [JsonPropertyName("logLikelihood")]
    public required double LogLikelihood { get; init; }

    /// <summary>n: number of values that are not missing.</summary>
    [JsonPropertyName("observations")]
    public required int Observations { get; init; }

    /// <summary>Akaike's criterion, -2 ln L + 2 k, where k counts smoothing parameters, initial states and the variance.</summary>
    [JsonPropertyName("aic")]
    public required double Aic { get; init; }

    /// <summary>AIC + 2 k (k + 1) / (n - k - 1) (Hurvich and Tsai, 1989).</summary>
    [JsonPropertyName("aicc")]
    public required double Aicc { get; init; }

    /// <summary>Schwarz's criterion, -2 ln L + k ln n.</summary>
    [JsonPropertyName("bic")]
    public required double Bic { get; init; }

    /// <summary>The beginning of the training data.</summary>
    [JsonPropertyName("opening")]
    public required SeriesOpening Opening { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Forecasts the values after the training data, from the stored state.</summary>
    /// <param name="horizon">Number of steps ahead, at least 1.</param>
    /// <param name="levels">Coverages of the requested intervals, each in (0, 1).</param>
    /// <returns>The same as <see cref="Forecast"/> with the training data as history.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast FromState(int horizon, ReadOnlySpan<double> levels) => Predict(State, horizon, levels);

    /// <inheritdoc/>
    /// <remarks>
    /// Points are means; intervals are normal with the exact variance, ignoring that parameters are estimated. For a multiplicative season
    /// with additive errors no variance is known, so points are forecasts without errors and intervals come from 5,000 simulated paths. A
    /// history that begins differently from the training data gets the initial states from which the search would start.
    /// </remarks>
    /// <exception cref="FitException">
    /// The history has no value, less than a season of values, or, with a multiplicative season, a value that takes the states out of the
    /// positive numbers.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels) =>
        Predict(Filter(history.Values, []), horizon, levels);

    /// <inheritdoc/>
    /// <remarks>They are relative to the forecast if errors are multiplicative.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Filter(history.Values, residuals);
        return residuals;
    }

    /// <summary>Forecasts one step ahead along a history.</summary>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    internal double[] OneStepAhead(History history)
    {
        var forecasts = new double[history.Length];
        Filter(history.Values, [], forecasts);
        return forecasts;
    }

    private EtsState Filter(ReadOnlySpan<double> history, Span<double> residuals, Span<double> forecasts = default)
    {
        var components = EtsComponents.Of(Form);
        var isMultiplicative = components.Season == EtsSeason.Multiplicative;
        var initial = Opening.Begins(history) ? Initial : InitialStates.Of(history, components, Spec.SeasonLength);
        var recursion = EtsRecursion.From(components.Season, Parameters, initial);
        for (var t = 0; t < history.Length; t++)
        {
            var forecast = recursion.Predict();
            if (isMultiplicative && !(recursion.Base > 0 && recursion.Seasonal > 0))
            {
                throw new FitException(
                    $"{EtsLabel.Of(Form, Spec.SeasonLength)}: the values before position {t + 1} take level or season to 0 or less; a "
                        + "multiplicative season needs positive values.");
            }

            var error = history[t] - forecast;
            if (!residuals.IsEmpty)
            {
                residuals[t] = components.HasMultiplicativeErrors ? error / forecast : error;
            }

            if (!forecasts.IsEmpty)
            {
                forecasts[t] = forecast;
            }

            recursion.Advance(double.IsNaN(error) ? 0 : error);
        }

        return recursion.State();
    }

    // Divides states by a power of two, so that no product of them overflows.
    private Forecast Predict(EtsState state, int horizon, ReadOnlySpan<double> levels)
    {
        GaussianIntervals.Check(horizon, levels);
        var components = EtsComponents.Of(Form);
        var exponent = state.Level == 0 ? 0 : Math.ILogB(state.Level);
        var scaled = state.Scale(-exponent, components.Season);
        var sigma2 = components.HasMultiplicativeErrors ? Sigma2 : Math.ScaleB(Sigma2, -2 * exponent);
        double[] point;
        PredictionInterval[] intervals;
        if (components is { Season: EtsSeason.Multiplicative, HasMultiplicativeErrors: false })
        {
            point = EtsMoments.Points(components, Parameters, scaled, horizon);
            intervals = levels.IsEmpty ? [] : SimulatedPaths.Intervals(components, Parameters, scaled, sigma2, horizon, levels);
        }
        else
        {
            (point, var deviation) = EtsMoments.Of(components, Parameters, scaled, sigma2, horizon);
            intervals = GaussianIntervals.Around(point, deviation, levels);
        }

        return new Forecast(
            Rescale(point, exponent),
            [.. intervals.Select(
                interval => interval with { Lower = Rescale(interval.Lower, exponent), Upper = Rescale(interval.Upper, exponent) })]);
    }

    private static double[] Rescale(double[] values, int exponent) => Array.ConvertAll(values, value => Math.ScaleB(value, exponent));
}
