using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Estimates ARIMA models as R's <c>arima</c> does: conditional least squares, then exact Gaussian maximum likelihood
/// with the innovations' variance concentrated out, over partial autocorrelations (Jones, 1980), so that the
/// autoregression is stationary; moving averages are made invertible afterwards.
/// </summary>
public static class ArimaFitter
{
    /// <summary>Fits a model.</summary>
    /// <param name="training">Training values in time order, missing ones NaN.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="FitException">
    /// Too few values, values not above zero for a Box-Cox transformation, nothing left to explain after differencing,
    /// or a search without a finite result.
    /// </exception>
    public static ArimaModel Fit(ReadOnlySpan<double> training, ArimaSpec spec, CancellationToken cancellationToken)
    {
        var values = BoxCox.Apply(training, spec.Lambda);
        var problem = ArimaProblem.Create(values, spec);
        var start = problem.Start();
        var css = spec.Method == ArimaMethod.Ml
            ? start
            : Bfgs.Minimize(problem.ConditionalObjective, start, cancellationToken).Point;
        return spec.Method == ArimaMethod.Css
            ? Finish(values, problem, css, conditional: true)
            : Finish(values, problem, Maximize(problem, css, start, cancellationToken), conditional: false);
    }

    private static double[] Maximize(ArimaProblem problem, double[] css, double[] start, CancellationToken cancellationToken)
    {
        // Least squares may end outside the stationary region, or where the likelihood is not finite.
        if (!problem.TryToUnconstrained(css, out var from) || !double.IsFinite(problem.Objective(from)))
        {
            problem.TryToUnconstrained(start, out from);
        }

        return problem.ToCoefficients(Bfgs.Minimize(problem.Objective, from, cancellationToken).Point);
    }

    private static ArimaModel Finish(double[] values, ArimaProblem problem, double[] vector, bool conditional)
    {
        var spec = problem.Spec;
        var scaled = ArimaCoefficients.FromVector(vector, spec);
        var objective = conditional ? problem.ConditionalObjective(vector) : problem.ObjectiveAt(scaled);
        var variance = conditional ? Math.Exp(2 * objective) : problem.VarianceAt(scaled);
        if (!double.IsFinite(objective) || !Array.TrueForAll(vector, double.IsFinite) || !(variance > 0))
        {
            throw new FitException($"The likelihood of {spec.Label} has no finite maximum on this series.");
        }

        // The likelihood does not change; the innovations' variance takes up what the roots lose.
        variance *= PartialAutocorrelations.Invert(scaled.Ma) * PartialAutocorrelations.Invert(scaled.SeasonalMa);
        if (!problem.IsStationary(scaled))
        {
            throw new FitException($"Conditional least squares found no stationary {spec.Label}; use the method cssMl.");
        }

        if (!conditional)
        {
            variance = problem.VarianceAt(scaled);
        }

        var n = problem.Observations;
        var coefficients = scaled with { Constant = scaled.Constant * problem.Scale };
        var logLikelihood = (-n * objective) - (0.5 * n * (1 + Math.Log(2 * Math.PI))) - (n * Math.Log(problem.Scale));
        return new ArimaModel(
            spec, coefficients, variance * problem.Scale * problem.Scale, logLikelihood, n, ArimaFilter.Run(spec, coefficients, values));
    }
}
