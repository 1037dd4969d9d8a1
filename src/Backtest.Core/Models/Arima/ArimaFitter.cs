using System.Globalization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Models.Garch;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Estimates ARIMA models by exact Gaussian maximum likelihood, by conditional sum of squares, or by the former started from the latter.
/// </summary>
/// <remarks>
/// The likelihood is that of the Kalman filter with the stationary distribution for the ARMA part and a diffuse one for what
/// differencing removes (Gardner, Harvey and Phillips, 1980, AS 154; Harvey, 1989, section 4.3), with sigma^2 and the
/// constant concentrated out. Conventions are those of R's <c>arima</c>: partial autocorrelations keep autoregressions stationary
/// (Jones, 1980); moving averages are free in the search and made invertible afterwards (compare Hyndman and Khandakar, 2008,
/// section 3).
/// </remarks>
public static class ArimaFitter
{
    /// <summary>Estimation ends when a Newton step would increase the log-likelihood by less than this.</summary>
    private const double LogLikelihoodTolerance = 1e-9;

    /// <summary>The same for a search that only provides a start for another one.</summary>
    private const double StartTolerance = 1e-4;

    /// <summary>A longer search is heading for the border of invertibility, which is not a useful start.</summary>
    private const int StartIterations = 60;

    /// <summary>For a search, partial autocorrelations above this are on the border.</summary>
    private const double NearBorder = 0.999;

    /// <summary>Innovations this small relative to the differenced series are rounding errors.</summary>
    private const double PerfectFitVariance = 1e-22;

    /// <summary>Fits the model to a series without covariates.</summary>
    /// <inheritdoc cref="Fit(History, ArimaSpec, CancellationToken)"/>
    public static ArimaModel Fit(ReadOnlySpan<double> training, ArimaSpec spec, CancellationToken cancellationToken) =>
        Fit(new History(training), spec, cancellationToken);

    /// <summary>Fits the model.</summary>
    /// <param name="training">The series in time order, NaN where a value is missing, and its covariates.</param>
    /// <param name="spec">Orders, constant, transformation and method; or how to search for the orders.</param>
    /// <param name="cancellationToken">Checked once per iteration of the search.</param>
    /// <returns>The model, stationary and invertible, with all numbers finite.</returns>
    /// <exception cref="FitException">
    /// The spec contradicts itself, the series is too short or has a value that Box-Cox cannot transform, or the search does
    /// not converge.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ArimaModel Fit(History training, ArimaSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        var y = training.Values;
        if (spec.Guerrero)
        {
            spec = spec with { Guerrero = false, Lambda = Arima.Guerrero.Lambda(y, spec.Period) };
        }

        if (spec.Fourier is { Count: > 0 })
        {
            return WithFourier(training, spec, cancellationToken);
        }

        if (spec.Auto is not null)
        {
            var ignored =
                SeasonWarning.Of(spec.Period, ArimaSearch.LongestSeason, ArimaSearch.FewestForSeason(spec.Period), ObservedValues.Count(y));
            spec = spec with { Period = spec.EstimatedPeriod };
            var chosen = spec.Covariates is { Count: > 0 }
                ? RegressionFitter.Fit(training, spec, cancellationToken)
                : ArimaSearch.Fit(y, spec, cancellationToken);
            return ignored is null ? chosen : chosen with { Warnings = [.. chosen.Warnings, ignored] };
        }

        if (spec.Covariates is { Count: > 0 })
        {
            return RegressionFitter.Fit(training, spec, cancellationToken);
        }

        Validate(spec);
        var values = Transform(y, spec);
        if (ExactFit.Of(spec, values) is { } exact)
        {
            return WithVariance(exact, y, cancellationToken);
        }

        var data = EstimationData.Create(spec, values);
        var estimate = Estimate(spec, data, cancellationToken);
        return Complete(spec, data, estimate, y, cancellationToken);
    }

    // A season needs more than two of itself; without any term there is no regression.
    private static ArimaModel WithFourier(History training, ArimaSpec spec, CancellationToken cancellationToken)
    {
        var observed = ObservedValues.Count(training.Values);
        int Fewest(FourierTerms season) => ArimaSearch.FewestForSeason((int)Math.Ceiling(season.SeasonLength));
        var known = spec.Fourier!.Where(season => observed >= Fewest(season)).ToList();
        List<string> warnings =
        [
            .. spec.Fourier!.Except(known).Select(season => string.Create(
                CultureInfo.InvariantCulture,
                $"{SeasonWarning.Start}{season.SeasonLength} where fewer than {Fewest(season)} values train.")),
        ];
        List<double[]> covariates = [];
        foreach (var name in spec.Covariates ?? [])
        {
            covariates.Add(MissingValues.Covariate(training, name, 0, out _));
        }

        var chosen = FourierChoice.Of(Transform(training.Values, spec with { Fourier = null }), training.Start, known, covariates);
        if (known.Any(season => season.Terms is null))
        {
            var choices = chosen.Select(season => string.Create(CultureInfo.InvariantCulture, $"{season.Terms} of {season.SeasonLength}"));
            warnings.Add($"{SearchNote.Start}as Fourier terms {string.Join(" and ", choices)}.");
        }

        spec = spec with { Fourier = chosen.Any(season => season.Terms > 0) ? chosen : null };
        var model = spec.Fourier is null
            ? Fit(training, spec, cancellationToken)
            : RegressionFitter.Fit(training, spec, cancellationToken);
        return model with { Warnings = [.. warnings, .. model.Warnings] };
    }

    /// <summary>Rejects a spec that contradicts itself.</summary>
    /// <exception cref="FitException">The spec contradicts itself.</exception>
    internal static void Validate(ArimaSpec spec)
    {
        if (spec.P < 0 || spec.D < 0 || spec.Q < 0 || spec.SeasonalP < 0 || spec.SeasonalD < 0 || spec.SeasonalQ < 0)
        {
            throw new FitException($"{spec.Label}: orders are 0 or more.");
        }

        if (spec.Period < 1)
        {
            throw new FitException($"The season length m is {spec.Period}; it is 1 for none, otherwise 2 or more.");
        }

        if (spec.Period == 1 && spec.SeasonalP + spec.SeasonalD + spec.SeasonalQ > 0)
        {
            throw new FitException($"{spec.Label}: seasonal orders need a season length m of 2 or more.");
        }

        if (spec.HasConstant && spec.D + spec.SeasonalD > 1)
        {
            throw new FitException(
                $"{spec.Label}: with d + D = {spec.D + spec.SeasonalD} a constant would be a polynomial trend; leave it out.");
        }

        if (spec.Lambda is { } lambda && !double.IsFinite(lambda))
        {
            throw new FitException("The Box-Cox parameter lambda is not a finite number.");
        }

        if (!Enum.IsDefined(spec.Method))
        {
            throw new FitException($"There is no estimation method {(int)spec.Method}.");
        }
    }

    /// <summary>The series on the scale on which it is estimated.</summary>
    internal static double[] Transform(ReadOnlySpan<double> y, ArimaSpec spec)
    {
        var values = y.ToArray();
        var observed = 0;
        for (var t = 0; t < values.Length; t++)
        {
            if (double.IsNaN(values[t]))
            {
                continue;
            }

            observed++;
            if (double.IsInfinity(values[t]))
            {
                throw new FitException($"The value at position {t + 1} is infinite.");
            }

            if (spec.Lambda is { } lambda)
            {
                BoxCox.Require(values[t], lambda, t);
                values[t] = BoxCox.Apply(values[t], lambda);
            }
        }

        if (observed < spec.MinimumTrainingLength)
        {
            throw new FitException($"{spec.Label} needs at least {spec.MinimumTrainingLength} observed values; there are {observed}.");
        }

        return values;
    }

    /// <summary>Estimates the coefficients.</summary>
    internal static Estimate Estimate(ArimaSpec spec, EstimationData data, CancellationToken cancellationToken)
    {
        var polynomials = new ArmaPolynomials(spec);
        if (data.HasMissing)
        {
            var filter = new StateSpaceFilter(polynomials, DifferenceOperator.Weights(spec), data.Series, data.Regressor);
            var warning = spec.Method == ArimaMethod.Css
                ? "Values are missing: estimated by exact maximum likelihood, since conditional sum of squares needs every value."
                : null;
            return MaximumLikelihood(spec, filter, null, cancellationToken) with { Warning = warning };
        }

        var css = new ConditionalSumOfSquares(polynomials, data.Series, data.Regressor);
        if (spec.Method == ArimaMethod.Css)
        {
            return ConditionalLeastSquares(spec, css, data.Series.Length, cancellationToken);
        }

        double[]? start = null;
        if (spec.Method == ArimaMethod.CssMl)
        {
            var objective = new ArimaObjective(spec, css, stationary: false);
            var parameters = new double[objective.Size];
            var outcome = new Bfgs(objective.Evaluate, objective.Size)
                .Minimize(parameters, StartTolerance / data.Series.Length, polish: false, cancellationToken, StartIterations);
            start = outcome == Bfgs.Outcome.Converged ? parameters : null;
        }

        return MaximumLikelihood(spec, new ArmaFilter(polynomials, data), start, cancellationToken);
    }

    private static Estimate MaximumLikelihood(
        ArimaSpec spec, IEstimationCriterion filter, double[]? start, CancellationToken cancellationToken)
    {
        var objective = new ArimaObjective(spec, filter, stationary: true);
        var parameters = new double[objective.Size];
        var coefficients = new double[objective.Size];

        if (!objective.TryEvaluate(parameters, out var sums))
        {
            throw new FitException($"{spec.Label}: the likelihood of this series is not finite.");
        }

        // The likelihood may have several maxima, and a start from an unreliable conditional estimate tends to end in one on the
        // border of invertibility or stationarity. In that case a search from zero competes with it.
        var tolerance = LogLikelihoodTolerance / sums.Count;
        var outcome = Bfgs.Outcome.UndefinedStart;
        if (start is not null)
        {
            Invert(spec, start);
            if (objective.TryToParameters(start, parameters))
            {
                outcome = Search(objective, parameters, tolerance, polish: true, cancellationToken);
                objective.ToCoefficients(parameters, coefficients);
                Invert(spec, coefficients);
            }
        }

        if (outcome != Bfgs.Outcome.Converged || IsNearBorder(spec, coefficients))
        {
            var other = new double[objective.Size];
            var otherOutcome = Search(objective, other, tolerance, polish: true, cancellationToken);
            if (outcome != Bfgs.Outcome.Converged
                || (otherOutcome == Bfgs.Outcome.Converged && objective.Evaluate(other) < objective.Evaluate(parameters)))
            {
                (parameters, outcome) = (other, otherOutcome);
            }
        }

        RequireConverged(spec, outcome);
        objective.ToCoefficients(parameters, coefficients);
        Invert(spec, coefficients);
        if (!objective.TryToParameters(coefficients, parameters) || !objective.TryEvaluate(parameters, out sums))
        {
            throw new FitException($"{spec.Label}: the estimate lies on the border of stationarity; use more differences.");
        }

        var count = sums.Count;
        return new Estimate(coefficients, sums, count, new(() => ObservedInformation.StandardErrors(objective, parameters, count)));
    }

    private static Estimate ConditionalLeastSquares(
        ArimaSpec spec, ConditionalSumOfSquares criterion, int observations, CancellationToken cancellationToken)
    {
        var objective = new ArimaObjective(spec, criterion, stationary: false);
        var parameters = new double[objective.Size];
        var coefficients = new double[objective.Size];
        var tolerance = LogLikelihoodTolerance / observations;
        var outcome = Search(objective, parameters, tolerance, polish: true, cancellationToken);

        // Outside the stationary and invertible region the recursion explodes, and a small sum of squares there says nothing about the
        // process.
        var isInside = outcome == Bfgs.Outcome.Converged
            && PartialAutocorrelation.IsStationary(parameters.AsSpan(0, spec.P))
            && PartialAutocorrelation.IsStationary(parameters.AsSpan(spec.P + spec.Q, spec.SeasonalP))
            && Invert(spec, (double[])parameters.Clone()) == 1;
        if (!isInside)
        {
            objective = new ArimaObjective(spec, criterion, stationary: true, invertible: true);
            Array.Clear(parameters);
            outcome = Search(objective, parameters, tolerance, polish: true, cancellationToken);
        }

        RequireConverged(spec, outcome);
        if (!objective.TryEvaluate(parameters, out var sums))
        {
            throw new FitException($"{spec.Label}: the sum of squares of this series is not finite.");
        }

        objective.ToCoefficients(parameters, coefficients);
        return new Estimate(
            coefficients, sums, observations, new(() => ObservedInformation.StandardErrors(objective, parameters, observations)));
    }

    private static Bfgs.Outcome Search(
        ArimaObjective objective, double[] parameters, double tolerance, bool polish, CancellationToken cancellationToken) =>
        new Bfgs(objective.Evaluate, objective.Size).Minimize(parameters, tolerance, polish, cancellationToken);

    private static void RequireConverged(ArimaSpec spec, Bfgs.Outcome outcome)
    {
        if (outcome != Bfgs.Outcome.Converged)
        {
            throw new FitException("The estimation does not converge on this series; lower orders may.");
        }
    }

    /// <summary>
    /// Whether one of the four polynomials has a partial autocorrelation of almost 1 in absolute value, and hence a root there.
    /// </summary>
    private static bool IsNearBorder(ArimaSpec spec, ReadOnlySpan<double> coefficients)
    {
        Span<(int Order, int Sign)> blocks = [(spec.P, 1), (spec.Q, -1), (spec.SeasonalP, 1), (spec.SeasonalQ, -1)];
        foreach (var (order, sign) in blocks)
        {
            var partial = new double[order];
            for (var i = 0; i < order; i++)
            {
                partial[i] = sign * coefficients[i];
            }

            coefficients = coefficients[order..];
            if (!PartialAutocorrelation.TryFromCoefficients(partial) || partial.Any(value => Math.Abs(value) > NearBorder))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes both moving averages invertible; returns the growth factor of the innovations' variance, 1 for no change.</summary>
    private static double Invert(ArimaSpec spec, double[] coefficients) =>
        MovingAverageInversion.Invert(coefficients.AsSpan(spec.P, spec.Q))
            * MovingAverageInversion.Invert(coefficients.AsSpan(spec.P + spec.Q + spec.SeasonalP, spec.SeasonalQ));

    /// <summary>
    /// The log-likelihood, or its analogue for conditional sums of squares, and the innovations' variance, in units of the series.
    /// </summary>
    internal static (double LogLikelihood, double Sigma2) LikelihoodOf(EstimationData data, Estimate estimate)
    {
        var (sums, n) = (estimate.Sums, estimate.Observations);
        return (
            (-0.5 * n * (Math.Log(2 * Math.PI) + 1 + (2 * sums.Objective))) - (n * Math.Log(data.Scale)),
            sums.SumOfSquares / sums.Count * data.Scale * data.Scale);
    }

    /// <summary>
    /// Fits the variance of the innovations if it changes, and updates the state to the end of the training values.
    /// </summary>
    internal static ArimaModel WithVariance(ArimaModel model, History y, CancellationToken cancellationToken)
    {
        if (model.Spec.Garch is not null && model.LogLikelihood is null)
        {
            model = model with { Warnings = [.. model.Warnings, "GARCH is left out: the innovations have no variance that could change."] };
        }
        else if (model.Spec.Garch is { } distribution)
        {
            model = model with
            {
                Garch = GarchFitter.Fit(
                    model.Innovations(y.Values, model.Residuals(y)), distribution, cancellationToken)
            };
            if (model.Garch.Persistence >= 1)
            {
                model = model with
                {
                    Warnings = [
                        .. model.Warnings, "The variance of the innovations does not return to a mean: intervals widen without end."]
                };
            }
        }

        return model with { State = model.Filter(y, []) };
    }

    /// <summary>Makes a model from an estimate.</summary>
    internal static ArimaModel Complete(
        ArimaSpec spec, EstimationData data, Estimate estimate, ReadOnlySpan<double> y, CancellationToken cancellationToken)
    {
        var sums = estimate.Sums;
        var n = estimate.Observations;
        var variance = sums.SumOfSquares / sums.Count;
        if (!(variance > PerfectFitVariance))
        {
            throw new FitException(
                $"{spec.Label} reproduces the series without error, so that the innovations' "
                    + "variance cannot be estimated; use lower orders.");
        }

        var (logLikelihood, sigma2) = LikelihoodOf(data, estimate);
        var isCss = sums.Count != n || (spec.Method == ArimaMethod.Css && !data.HasMissing);
        var k = spec.ParameterCount + 1;
        double? aic = isCss ? null : (-2 * logLikelihood) + (2 * k);
        double? aicc = n > k + 1 ? aic + (2.0 * k * (k + 1) / (n - k - 1)) : null;
        double? bic = isCss ? null : (-2 * logLikelihood) + (k * Math.Log(n));

        List<string> warnings = [];
        if (estimate.Warning is { } warning)
        {
            warnings.Add(warning);
        }

        var errors = estimate.StandardErrors.Value;
        if (errors is null)
        {
            warnings.Add(
                "The likelihood is flat at its maximum: the coefficients have no standard errors, and a simpler model may do as well.");
        }

        if (errors is not null && spec.HasConstant)
        {
            errors[^1] *= data.Scale;
        }

        var coefficients = estimate.Coefficients;
        var model = new ArimaModel
        {
            Spec = spec,
            Phi = coefficients[..spec.P],
            Theta = coefficients[spec.P..(spec.P + spec.Q)],
            SeasonalPhi = coefficients[(spec.P + spec.Q)..(spec.P + spec.Q + spec.SeasonalP)],
            SeasonalTheta = coefficients[(spec.P + spec.Q + spec.SeasonalP)..],
            Constant = spec.HasConstant ? data.Offset + (data.Scale * sums.Slope) : null,
            StandardErrors = errors,
            Sigma2 = sigma2,
            LogLikelihood = logLikelihood,
            Observations = n,
            Aic = aic,
            Aicc = aicc,
            Bic = bic,
            State = new ArimaState([], [], 0),
            Warnings = warnings,
        };

        if (!double.IsFinite(logLikelihood) || !double.IsFinite(model.Sigma2) || !coefficients.All(double.IsFinite)
            || (model.Constant is { } constant && !double.IsFinite(constant)))
        {
            throw new FitException($"{spec.Label}: the estimates are not finite numbers on this series.");
        }

        return WithVariance(model, y, cancellationToken);
    }
}
