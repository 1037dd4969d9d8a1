using Backtest.Core.Diagnostics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Regression with ARIMA errors by maximum likelihood. Given the coefficients of the covariates, those of the errors are those of an ARIMA
/// model of the rest; given the latter, the former come from generalised least squares. Each step increases the likelihood, whose
/// maximum is reached when neither changes any more (Oberhofer and Kmenta, 1974).
/// </summary>
internal static class RegressionFitter
{
    private const int MostSteps = 200;

    // The search ends when the log-likelihood grows by less than this.
    private const double Tolerance = 1e-9;

    /// <summary>Fits the model.</summary>
    /// <param name="training">Training values and covariates.</param>
    /// <param name="spec">Orders or how to search for them, covariates, transformation and method.</param>
    /// <param name="cancellationToken">Checked once per iteration of the searches.</param>
    /// <returns>The model; a covariate that adds nothing has the coefficient 0, and a warning names it.</returns>
    /// <exception cref="FitException">
    /// A covariate is unknown or has no value, there are too many for the values, or the errors cannot be fitted.
    /// </exception>
    public static ArimaModel Fit(History training, ArimaSpec spec, CancellationToken cancellationToken)
    {
        var terms = FourierColumns.Of(spec.Fourier, training.Start + training.Length);
        training = training.With(terms);
        IReadOnlyList<string> names = [.. terms.Select(term => term.Name), .. spec.Covariates ?? []];
        var errors = spec with { Covariates = null, Fourier = null, Lambda = null, Guerrero = false, BiasAdjust = false, Garch = null };
        if (errors.Auto is null)
        {
            ArimaFitter.Validate(errors);
        }

        var values = ArimaFitter.Transform(training.Values, spec);
        var regressors = new double[names.Count][];
        for (var k = 0; k < regressors.Length; k++)
        {
            regressors[k] = MissingValues.Covariate(training, names[k], 0, out _);

            // Covariates are missing where values are, so that all pass through the same filter.
            regressors[k] = [.. regressors[k].Select((value, t) => double.IsNaN(values[t]) ? double.NaN : value)];
        }

        var isSearch = errors.Auto is not null;
        if (isSearch)
        {
            errors = Orders(names, values, regressors, errors, cancellationToken);
        }

        // If a search finds that no constant is needed, covariates that would act as one are left out as well.
        var choice = CovariateChoice.Of(names, regressors, isSearch ? WithConstant(errors) : errors);
        var (model, effect) = Estimate(names, values, regressors, choice.Kept, errors, cancellationToken);
        model = Complete(model, spec, effect, choice);
        return ArimaFitter.WithVariance(isSearch ? ArimaSearch.WithChoice(model) : model, training, cancellationToken);
    }

    // As in R's auto.arima, d and D are those of the residuals of a regression in levels. A regression of differences could not distinguish
    // a trend among the covariates from the drift, and would do so badly for one that is nearly straight, so the errors would keep the
    // trend. A regression in levels may be spurious if the errors wander, but then they still do and are differenced, and the search for
    // the other orders uses the coefficients of the regression of these differences.
    private static ArimaSpec Orders(
        IReadOnlyList<string> names, double[] values, double[][] regressors, ArimaSpec errors, CancellationToken cancellationToken)
    {
        var levels = ArimaSearch.WithDifferences(errors, 0, 0) with { Constant = true };
        var kept = CovariateChoice.Of(names, regressors, levels).Kept;
        if (kept.Count == 0 || ArimaSearch.ExactOrders(values, errors with { Period = 1 }) is { D: 0 })
        {
            return ArimaSearch.Fit(values, errors, cancellationToken).Spec;
        }

        var regression = LinearRegression.Of(values, regressors, kept, levels, series => series);
        if (regression.IsExact)
        {
            return levels with { Period = 1 };
        }

        if (ArimaSearch.ExactOrders(values, errors) is { } exact)
        {
            return exact;
        }

        var (d, seasonalD) = Differences(regression.Rest(values, regressors), regressors, kept, errors);
        var start = WithConstant(ArimaSearch.WithDifferences(errors, d, seasonalD));
        kept = CovariateChoice.Of(names, regressors, start).Kept;
        if (kept.Count == 0)
        {
            return ArimaSearch.Fit(values, errors, cancellationToken, (d, seasonalD)).Spec;
        }

        regression = LinearRegression.Of(values, regressors, kept, start, series => DifferenceOperator.Apply(start, series));
        return regression.IsExact
            ? start with { Period = seasonalD > 0 ? start.Period : 1 }
            : ArimaSearch.Fit(regression.Rest(values, regressors), errors, cancellationToken, (d, seasonalD)).Spec;
    }

    // d and D of the errors. As in R, d is one less if differencing would remove all variation of a covariate: an autoregression can
    // replace a difference, and the covariate keeps its part. For D, unlike in R, a seasonal autoregression is a poor replacement; the
    // drift then takes a trend.
    private static (int D, int SeasonalD) Differences(double[] rest, double[][] regressors, IReadOnlyList<int> kept, ArimaSpec errors)
    {
        var (d, seasonalD) = ArimaSearch.SuggestDifferences(rest, errors);
        bool IsTakenAway(int k, int d) =>
            ObservedValues.AreEqual(
                DifferenceOperator.Apply(ArimaSearch.WithDifferences(errors, d, seasonalD), regressors[k]),
                ObservedValues.Magnitude(regressors[k]));

        return (d > 0 && kept.Any(k => IsTakenAway(k, d) && !IsTakenAway(k, d - 1)) ? d - 1 : d, seasonalD);
    }

    private static ArimaSpec WithConstant(ArimaSpec spec) => spec with { Constant = ArimaSearch.CanHaveConstant(spec.D, spec.SeasonalD) };

    // The model of the errors and the coefficients of the covariates.
    private static (ArimaModel Model, CovariateEffect Effect) Estimate(
        IReadOnlyList<string> names,
        double[] values,
        double[][] regressors,
        IReadOnlyList<int> kept,
        ArimaSpec errors,
        CancellationToken cancellationToken)
    {
        if (kept.Count == 0 || ExactFit.Of(errors, values) is not null)
        {
            var zero = new double[names.Count];
            return (ArimaFitter.Fit(values, errors, cancellationToken), new CovariateEffect(names, zero, zero));
        }

        var regression = LinearRegression.Of(values, regressors, kept, errors, series => DifferenceOperator.Apply(errors, series));
        if (regression.IsExact)
        {
            var exact = ExactFit.Model(
                errors,
                regression.Constant,
                ObservedValues.Count(values) - DifferenceOperator.Order(errors),
                $"The regression on {CovariateChoice.Names([.. kept.Select(k => CovariateChoice.Quoted(names[k]))])} reproduces the "
                    + "training values: the forecast has no spread.");
            return (exact, new CovariateEffect(names, regression.Coefficients, regression.StandardErrors));
        }

        var model = ArimaFitter.Fit(regression.Rest(values, regressors), errors, cancellationToken);
        for (var step = 0; step < MostSteps; step++)
        {
            var filter = model with { Constant = null };
            regression = LinearRegression.Of(values, regressors, kept, errors, series => filter.Residuals(series));
            var next = ArimaFitter.Fit(regression.Rest(values, regressors), errors, cancellationToken);
            var hasEnded = !(Math.Abs((next.LogLikelihood - model.LogLikelihood).GetValueOrDefault()) >= Tolerance);
            model = next;
            if (hasEnded)
            {
                break;
            }
        }

        return (model, new CovariateEffect(names, regression.Coefficients, regression.StandardErrors));
    }

    // With the kept covariates among the parameters.
    private static ArimaModel Complete(ArimaModel model, ArimaSpec spec, CovariateEffect effect, CovariateChoice choice)
    {
        var (n, k, more) = (model.Observations, model.Spec.ParameterCount + 1, choice.Kept.Count);
        var aic = model.Aic + (2 * more);
        k += more;
        return model with
        {
            Spec = model.Spec with
            {
                Covariates = spec.Covariates,
                Fourier = spec.Fourier,
                Lambda = spec.Lambda,
                BiasAdjust = spec.BiasAdjust,
                Garch = spec.Garch,
            },
            Effect = effect,
            Aic = aic,
            Aicc = n > k + 1 ? aic + (2.0 * k * (k + 1) / (n - k - 1)) : null,
            Bic = model.Bic + (more * Math.Log(n)),
            Warnings = [.. choice.Warnings, .. model.Warnings],
        };
    }
}
