using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Regression with ARIMA errors by maximum likelihood: given the coefficients of the covariates the errors' are those of an
/// ARIMA model of the rest, and given these the former come from generalised least squares. Each step raises the likelihood,
/// whose maximum is where neither changes any more (Oberhofer and Kmenta, 1974).
/// </summary>
internal static class RegressionFitter
{
    private const int MostSteps = 200;

    // Of the log-likelihood, below which the search has ended.
    private const double Tolerance = 1e-9;

    /// <summary>Fits the model.</summary>
    /// <param name="training">Training values and covariates.</param>
    /// <param name="spec">Orders or how to search for them, covariates, transformation and method.</param>
    /// <param name="cancellationToken">Asked once per iteration of the searches.</param>
    /// <exception cref="FitException">A covariate is unknown or says nothing that the others do not, or the errors cannot be fitted.</exception>
    public static ArimaModel Fit(History training, ArimaSpec spec, CancellationToken cancellationToken)
    {
        var names = spec.Covariates!;
        var values = ArimaFitter.Transform(training.Values, spec);
        var regressors = new double[names.Count][];
        for (var k = 0; k < regressors.Length; k++)
        {
            regressors[k] = MissingValues.Interpolate(training.Covariate(names[k]), out _);
        }

        var errors = spec with { Covariates = null, Lambda = null, Guerrero = false, BiasAdjust = false, Garch = null };
        if (errors.Auto is not null)
        {
            // Orders are searched for on what a plain regression of the differences leaves, which trends do not mislead.
            var rest = Without(values, regressors, GeneralisedLeastSquares(values, regressors, true, Difference).Coefficients);
            errors = ArimaFitter.Fit(rest, errors, cancellationToken).Spec;
        }

        var differenced = new ArimaSpec { D = errors.D, SeasonalD = errors.SeasonalD, Period = errors.Period };
        var (coefficients, deviations) = GeneralisedLeastSquares(values, regressors, errors.HasConstant, series => Differencing.Apply(differenced, series));
        var model = ArimaFitter.Fit(Without(values, regressors, coefficients), errors, cancellationToken);
        for (var step = 0; step < MostSteps; step++)
        {
            var filter = model with { Constant = null, Garch = null };
            (coefficients, deviations) = GeneralisedLeastSquares(values, regressors, errors.HasConstant, series => filter.Residuals(series));
            var next = ArimaFitter.Fit(Without(values, regressors, coefficients), errors, cancellationToken);
            var hasEnded = !(Math.Abs((next.LogLikelihood - model.LogLikelihood).GetValueOrDefault()) >= Tolerance);
            model = next;
            if (hasEnded)
            {
                break;
            }
        }

        return Complete(model, spec, new CovariateEffect(names, coefficients, deviations), training, cancellationToken);
    }

    private static ArimaModel Complete(ArimaModel model, ArimaSpec spec, CovariateEffect effect, History training, CancellationToken cancellationToken)
    {
        var (n, k, more) = (model.Observations, model.Spec.ParameterCount + 1, effect.Names.Count);
        var aic = model.Aic + (2 * more);
        k += more;
        model = model with
        {
            Spec = model.Spec with { Covariates = spec.Covariates, Lambda = spec.Lambda, BiasAdjust = spec.BiasAdjust, Garch = spec.Garch },
            Effect = effect,
            Aic = aic,
            Aicc = n > k + 1 ? aic + (2.0 * k * (k + 1) / (n - k - 1)) : null,
            Bic = model.Bic + (more * Math.Log(n)),
        };
        return ArimaFitter.WithVariance(model, training, cancellationToken);
    }

    private static double[] Without(double[] values, double[][] regressors, double[] coefficients) =>
        [.. values.Select((value, t) => value - regressors.Select((regressor, k) => coefficients[k] * regressor[t]).Sum())];

    private static double[] Difference(double[] values) => [.. values.Zip(values.Skip(1), (before, value) => value - before)];

    // Least squares of the values on regressors and a constant's part, all of them filtered alike.
    private static (double[] Coefficients, double[] StandardErrors) GeneralisedLeastSquares(
        double[] values, double[][] regressors, bool hasConstant, Func<double[], double[]> filter)
    {
        var y = filter(values);
        double[] ones = [.. Enumerable.Repeat(1.0, values.Length)];
        double[] times = [.. Enumerable.Range(1, values.Length).Select(t => (double)t)];

        // The constant is a mean, or where that is differenced away a drift.
        var columns = regressors.Append(ones).Append(times).Select(filter)
            .Where((column, k) => k < regressors.Length || column.Any(value => Math.Abs(value) > 1e-9))
            .Take(regressors.Length + (hasConstant ? 1 : 0))
            .ToArray();
        var rows = Enumerable.Range(0, y.Length).Where(t => double.IsFinite(y[t])).ToArray();
        var x = Matrix<double>.Build.Dense(rows.Length, columns.Length, (row, column) => columns[column][rows[row]]);
        var target = Vector<double>.Build.Dense(rows.Length, row => y[rows[row]]);
        var scale = x.ColumnNorms(2);
        if (scale.Take(regressors.Length).Any(norm => norm == 0))
        {
            throw new FitException("A covariate does not vary beyond what is differenced away.");
        }

        for (var column = 0; column < columns.Length; column++)
        {
            x.SetColumn(column, x.Column(column) / scale[column]);
        }

        var decomposition = x.QR();
        var diagonal = decomposition.R.Diagonal();
        if (rows.Length <= columns.Length || diagonal.AbsoluteMinimum() < 1e-8)
        {
            throw new FitException("The covariates are too many for the series, or one follows from the others.");
        }

        var solution = decomposition.Solve(target);
        var residual = target - (x * solution);
        var variance = residual * residual / rows.Length;
        var inverse = decomposition.R.Inverse();
        var errors = Enumerable.Range(0, regressors.Length).Select(k => Math.Sqrt(variance * (inverse.Row(k) * inverse.Row(k))) / scale[k]);
        return ([.. solution.Take(regressors.Length).Select((value, k) => value / scale[k])], [.. errors]);
    }
}
