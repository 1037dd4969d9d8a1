using System.Text.Json.Serialization;
using Backtest.Core.Models.Garch;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// A fitted ARIMA model, phi(B) Phi(B^m) (1 - B)^d (1 - B^m)^D (z_t - c x_t) = theta(B) Theta(B^m) e_t, where z is the
/// series or its Box-Cox transformation, x_t = 1 (c the mean) or t (c the drift), and the signs are those of
/// 1 - phi_1 B - ... and 1 + theta_1 B + ... (Box, Jenkins, Reinsel and Ljung, 5th ed., section 9.1.3).
/// </summary>
public sealed record ArimaModel : IFittedModel
{
    /// <summary>Orders, Box-Cox parameter and method.</summary>
    [JsonPropertyName("spec")]
    public required ArimaSpec Spec { get; init; }

    /// <summary>phi_1..phi_p.</summary>
    [JsonPropertyName("phi")]
    public required double[] Phi { get; init; }

    /// <summary>theta_1..theta_q.</summary>
    [JsonPropertyName("theta")]
    public required double[] Theta { get; init; }

    /// <summary>Phi_1..Phi_P, of the seasonal lags.</summary>
    [JsonPropertyName("seasonalPhi")]
    public required double[] SeasonalPhi { get; init; }

    /// <summary>Theta_1..Theta_Q, of the seasonal lags.</summary>
    [JsonPropertyName("seasonalTheta")]
    public required double[] SeasonalTheta { get; init; }

    /// <summary>The mean if d + D = 0, the drift per observation if d + D = 1; null without a constant.</summary>
    [JsonPropertyName("constant")]
    public double? Constant { get; init; }

    /// <summary>
    /// Standard errors from the observed information, in the order phi, theta, Phi, Theta, constant; null if the likelihood is too
    /// flat, or not finite.
    /// </summary>
    [JsonPropertyName("standardErrors")]
    public double[]? StandardErrors { get; init; }

    /// <summary>
    /// Variance of the innovations, in squared units of the transformed series: sum of squares over the number of
    /// innovations, without correction for the number of coefficients. 0 if the model reproduces the training values.
    /// </summary>
    [JsonPropertyName("sigma2")]
    public required double Sigma2 { get; init; }

    /// <summary>
    /// Gaussian log-likelihood of the transformed series; for conditional sum of squares, R's analogue
    /// -n (ln sigma^2 + 1 + ln 2 pi) / 2. Like the criteria, null if the innovations have no variance.
    /// </summary>
    [JsonPropertyName("logLikelihood")]
    public double? LogLikelihood { get; init; }

    /// <summary>n: observed values minus d + D m.</summary>
    [JsonPropertyName("observations")]
    public required int Observations { get; init; }

    /// <summary>Akaike's criterion, -2 ln L + 2 k with k the coefficients and sigma^2; null for conditional sum of squares.</summary>
    [JsonPropertyName("aic")]
    public double? Aic { get; init; }

    /// <summary>
    /// AIC + 2 k (k + 1) / (n - k - 1) (Hurvich and Tsai, 1989); null if n is at most k + 1, and for conditional
    /// sum of squares.
    /// </summary>
    [JsonPropertyName("aicc")]
    public double? Aicc { get; init; }

    /// <summary>Schwarz's criterion, -2 ln L + k ln n; null for conditional sum of squares.</summary>
    [JsonPropertyName("bic")]
    public double? Bic { get; init; }

    /// <summary>The effect of covariates; null without covariates.</summary>
    [JsonPropertyName("effect")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CovariateEffect? Effect { get; init; }

    /// <summary>The model of a changing variance of the innovations; null if it is constant.</summary>
    [JsonPropertyName("garch")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public GarchModel? Garch { get; init; }

    /// <summary>The filter's state after the training data.</summary>
    [JsonPropertyName("state")]
    public required ArimaState State { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Box-Cox parameter of the fit, or null.</summary>
    [JsonIgnore]
    public double? Lambda => Spec.Lambda;

    /// <summary>Forecasts the values after the training data, from the stored state.</summary>
    /// <param name="horizon">Number of steps ahead, at least 1.</param>
    /// <param name="levels">Coverages of the requested intervals, each in (0, 1).</param>
    /// <returns>The same as <see cref="Forecast"/> with the training data as history.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model has covariates, whose future values the state does not hold.</exception>
    public Forecast FromState(int horizon, ReadOnlySpan<double> levels) => Effect is null
        ? Predict(State, horizon, levels, [])
        : throw new InvalidOperationException("A model with covariates forecasts only from a history.");

    /// <inheritdoc/>
    /// <remarks>
    /// Exact for Gaussian innovations and the fitted parameters. With a Box-Cox transformation, point forecasts are medians, or means if
    /// the spec asks for them, and bounds are quantiles of the back-transformed distribution; values beyond the range of the transformation
    /// become its end, 0 or infinity.
    /// </remarks>
    /// <exception cref="FitException">
    /// The history has at most d + D m observed values, or one that Box-Cox cannot transform.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels) =>
        Predict(Filter(history, []), horizon, levels, Effects(history, horizon) is { } effects ? effects.AsSpan(history.Length) : []);

    /// <summary>Standardised one-step-ahead prediction errors v_t / sqrt(F_t), after Box-Cox; their variance is sigma^2.</summary>
    /// <param name="history">Values of the series from its first one on, NaN where missing.</param>
    /// <returns>
    /// One value per observation: NaN where it is missing, 0 for the first d + D m, which only start the differences
    /// (R has values of about a thousandth of the data there).
    /// </returns>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history)
    {
        var residuals = new double[history.Length];
        Filter(history, residuals);
        return residuals;
    }

    /// <summary>Fitted values: the values minus their residuals, in units of the input.</summary>
    /// <param name="history">As for <see cref="Residuals"/>.</param>
    /// <returns>One per observation; NaN where it is missing.</returns>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Fitted(History history)
    {
        var fitted = Residuals(history);
        for (var t = 0; t < fitted.Length; t++)
        {
            var value = history.Values[t];
            fitted[t] = BackTransform((Lambda is { } lambda ? BoxCox.Apply(value, lambda) : value) - fitted[t]);
        }

        return fitted;
    }

    /// <summary>Psi weights of the process, including differences: e_t adds psi_j e_t to the value at t + j.</summary>
    /// <param name="count">Number of weights, from psi_0 = 1 on.</param>
    internal double[] PsiWeights(int count)
    {
        var transition = new ForecastWeights(Polynomials(), DifferenceOperator.Weights(Spec));
        var psi = new double[count];
        for (var j = 0; j < count; j++)
        {
            psi[j] = transition.Impulse();
            transition.Advance();
        }

        return psi;
    }

    /// <summary>Runs the filter over a history.</summary>
    /// <param name="history">The series, NaN where missing.</param>
    /// <param name="residuals">As long as the history, or empty.</param>
    internal ArimaState Filter(History history, Span<double> residuals)
    {
        if (Garch is null)
        {
            return FilterMean(history, residuals);
        }

        var innovations = new double[history.Length];
        var state = FilterMean(history, innovations);
        if (!residuals.IsEmpty)
        {
            innovations.CopyTo(residuals);
        }

        return state with { NextVariance = Garch.NextVariance(Innovations(history.Values, innovations)) };
    }

    /// <summary>The residuals after those that only start the differences.</summary>
    internal ReadOnlySpan<double> Innovations(ReadOnlySpan<double> history, ReadOnlySpan<double> residuals) =>
        residuals[Math.Min(residuals.Length, history.IndexOfAnyExcept(double.NaN) + DifferenceOperator.Order(Spec))..];

    // The effects of covariates and Fourier terms at the times of a history and some steps ahead; null if there are none.
    private double[]? Effects(History history, int ahead) => Effect?.At(
        history.With(FourierColumns.Of(Spec.Fourier, history.Start + history.Length + ahead)), ahead);

    private ArimaState FilterMean(History training, Span<double> residuals)
    {
        var history = training.Values;
        var order = DifferenceOperator.Order(Spec);
        var start = history.IndexOfAnyExcept(double.NaN);
        var observed = 0;
        foreach (var value in history)
        {
            observed += double.IsNaN(value) ? 0 : 1;
        }

        if (observed <= order)
        {
            throw new FitException($"The history has {observed} observed values; {Spec.Label} needs at least {order + 1}.");
        }

        var (series, origin) = Prepare(history, Effects(training, 0), start);
        var polynomials = Polynomials();
        if (!residuals.IsEmpty)
        {
            residuals[..start].Fill(double.NaN);
            residuals = residuals[start..];
        }

        // Without gaps, the values up to the last are known exactly, so the filter only needs their differences.
        var hasMissing = series.Contains(double.NaN);
        var filter = hasMissing
            ? new StateSpaceFilter(polynomials, DifferenceOperator.Weights(Spec), series, null)
            : new StateSpaceFilter(polynomials, [], DifferenceOperator.Apply(Spec, series), null);
        if (!residuals.IsEmpty && !hasMissing)
        {
            residuals[..order].Clear();
            residuals = residuals[order..];
        }

        if (!filter.TryRun(residuals, out _))
        {
            throw new InvalidOperationException("The model's autoregressive coefficients are not stationary; no fit returns such coefficients.");
        }

        var mean = new double[polynomials.Dimension + order];
        var packed = new double[filter.Size * (filter.Size + 1) / 2];
        filter.CopyState(mean, packed);
        for (var k = 0; k < order; k++)
        {
            ref var lagged = ref mean[polynomials.Dimension + k];
            lagged = origin + (hasMissing ? lagged : series[^(k + 1)]);
        }

        return new ArimaState(mean, packed, history.Length);
    }

    /// <summary>
    /// The transformed history from its first observation on, minus the effects of covariates and the constant and, if it is differenced,
    /// minus its first value.
    /// </summary>
    private (double[] Series, double Origin) Prepare(ReadOnlySpan<double> history, double[]? effect, int start)
    {
        var isTrend = Spec.D + Spec.SeasonalD > 0;
        var constant = Constant ?? 0;
        var series = new double[history.Length - start];
        for (var t = 0; t < series.Length; t++)
        {
            var value = history[start + t];
            if (Lambda is { } lambda)
            {
                BoxCox.Require(value, lambda, start + t);
                value = BoxCox.Apply(value, lambda);
            }

            series[t] = value - (effect?[start + t] ?? 0) - (constant * (isTrend ? start + t + 1 : 1));
        }

        if (!isTrend)
        {
            return (series, 0);
        }

        var origin = series[0];
        for (var t = 0; t < series.Length; t++)
        {
            series[t] -= origin;
        }

        return (series, origin);
    }

    private ArmaPolynomials Polynomials()
    {
        var polynomials = new ArmaPolynomials(Spec);
        polynomials.Expand([.. Phi, .. Theta, .. SeasonalPhi, .. SeasonalTheta]);
        return polynomials;
    }

    private Forecast Predict(ArimaState state, int horizon, ReadOnlySpan<double> levels, ReadOnlySpan<double> effects)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        var quantiles = new double[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            if (!(levels[i] > 0 && levels[i] < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(levels), levels[i], "A coverage lies between 0 and 1, such as 0.95.");
            }

            var probability = (1 + levels[i]) / 2;
            quantiles[i] = Garch?.Quantile(probability) ?? Normal.InvCDF(0, 1, probability);
        }

        var point = new double[horizon];
        var deviation = new double[horizon];
        Moments(state, point, deviation);
        for (var h = 0; h < effects.Length; h++)
        {
            point[h] += effects[h];
        }

        var intervals = new PredictionInterval[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var (lower, upper) = (new double[horizon], new double[horizon]);
            for (var h = 0; h < horizon; h++)
            {
                lower[h] = BackTransform(point[h] - (quantiles[i] * deviation[h]));
                upper[h] = BackTransform(point[h] + (quantiles[i] * deviation[h]));
            }

            intervals[i] = new PredictionInterval(levels[i], lower, upper);
        }

        for (var h = 0; h < horizon; h++)
        {
            point[h] = Spec.BiasAdjust && Lambda is { } lambda
                ? BoxCox.InvertMean(point[h], deviation[h] * deviation[h], lambda)
                : BackTransform(point[h]);
        }

        return new Forecast(point, intervals);
    }

    private double BackTransform(double value) => Lambda is { } lambda ? BoxCox.Invert(value, lambda) : value;

    /// <summary>
    /// Mean and standard deviation of the transformed series h steps ahead: with g_h = Z' T^{h-1} and the predicted state
    /// a, P, they are g_h a and sigma sqrt(g_h P g_h' + psi_0^2 + ... + psi_{h-2}^2)
    /// (Durbin and Koopman, 2012, section 4.11). A changing variance v_j of the innovation j steps ahead replaces sigma^2:
    /// psi_0^2 v_h + ... + psi_{h-1}^2 v_1, in addition to the uncertainty of the state.
    /// </summary>
    internal void Moments(ArimaState state, Span<double> point, Span<double> deviation)
    {
        var isTrend = Spec.D + Spec.SeasonalD > 0;
        var constant = Constant ?? 0;
        var weights = new ForecastWeights(Polynomials(), DifferenceOperator.Weights(Spec));
        var noise = 0.0;
        var squares = new double[point.Length];
        for (var h = 0; h < point.Length; h++)
        {
            point[h] = weights.Mean(state.Mean) + (constant * (isTrend ? state.Time + h + 1.0 : 1));
            var stateVariance = weights.Variance(state.Covariance);
            var psi = weights.Impulse();
            squares[h] = psi * psi;
            deviation[h] = Math.Sqrt(Garch is { } garch && state.NextVariance is { } next
                ? (Sigma2 * Math.Max(0, stateVariance - squares[h])) + InnovationVariance(garch, next, squares.AsSpan(0, h + 1))
                : Sigma2 * (stateVariance + noise));
            noise += squares[h];
            weights.Advance();
        }
    }

    // The sum of psi_{h-j}^2 v_j over j = 1..h, with the expected variances v_j.
    private static double InnovationVariance(GarchModel garch, double next, ReadOnlySpan<double> squares)
    {
        var (sum, variance) = (0.0, next);
        for (var j = squares.Length - 1; j >= 0; j--)
        {
            sum += squares[j] * variance;
            variance = garch.Expected(variance);
        }

        return sum;
    }
}
