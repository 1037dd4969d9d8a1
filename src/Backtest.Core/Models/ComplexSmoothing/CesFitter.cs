using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>Estimates complex exponential smoothing by least squares, and chooses its form by AICc.</summary>
/// <remarks>
/// Initial states are backcast. Their start, the bounds of the parameters and the number of parameters in AICc are those of
/// statsforecast's <c>AutoCES</c>; the R package smooth has other bounds. Seasonal forms are tried if there are two seasons of
/// values. Missing values do not enter the sum of squares; there, the states advance as forecast.
/// </remarks>
internal static class CesFitter
{
    private const double Least = 0.01;
    private const double MostAlpha0 = 1.8;
    private const double MostAlpha1 = 1.9;
    private const double MostBeta = 1.5;

    /// <summary>The inverse of the imaginary part's share in a state's start.</summary>
    private const double StartRatio = 1.1;

    private const int LongestStart = 10;
    // The search is on the scale of log-likelihoods; its simplex starts with a fraction of the variables' size.
    private const double StartTolerance = 1e-2;
    private const double Tolerance = 1e-5;
    private const double FirstStep = 0.3;
    private const int MostEvaluationsToStart = 120;
    private const int MostEvaluations = 300;
    private const int MostRestarts = 3;

    private static readonly CesForm[] Seasonal = [CesForm.Simple, CesForm.Partial, CesForm.Full];

    /// <summary>Starts of the searches; the first is that of statsforecast.</summary>
    private static readonly double[] Starts = [1.3, 0.7, 1.7];

    /// <summary>Fewest observed values to fit a form.</summary>
    internal static int NeededFor(CesForm form, int seasonLength) =>
        form == CesForm.None ? ParameterCount(form) + 2 : Math.Max(ParameterCount(form) + 2, 2 * seasonLength);

    /// <summary>Fits a model.</summary>
    /// <param name="series">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">The form, or the choice of one.</param>
    /// <param name="cancellationToken">Checked once per iteration of the search.</param>
    /// <exception cref="FitException">
    /// The spec contradicts itself, the series is too short, or a value is infinite or too large to be squared.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static CesModel Fit(ReadOnlySpan<double> series, CesSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.SeasonLength < 1 || (Seasonal.Contains(spec.Form) && spec.SeasonLength < 2))
        {
            throw new FitException($"{spec.Label}: the season length m is {spec.SeasonLength}; it is 1 for none, otherwise 2 or more.");
        }

        var missing = EtsFitter.Inspect(series).Missing;
        var observed = series.Length - missing;
        if (observed < spec.MinimumTrainingLength)
        {
            throw new FitException($"{spec.Label} needs at least {spec.MinimumTrainingLength} observed values; there are {observed}.");
        }

        var (scaled, exponent) = EtsFitter.Scale(series);
        CesForm[] forms = spec.Form != CesForm.Auto ? [spec.Form]
            : [CesForm.None, .. Seasonal.Where(form => spec.SeasonLength > 1 && observed >= NeededFor(form, spec.SeasonLength))];
        var best = forms.Select(form => Estimate(scaled, observed, form, spec.SeasonLength, cancellationToken)).MinBy(one => one.Aicc)!;
        var sigma2 = Math.ScaleB(best.Squares / (observed - ParameterCount(best.Form) - 1), 2 * exponent);
        if (!double.IsFinite(sigma2))
        {
            throw new FitException($"The errors of {spec.Label} are too large to be squared; use larger units.");
        }

        return new CesModel
        {
            Spec = spec,
            Form = best.Form,
            Parameters = best.Parameters,
            Initial = best.Initial.Scale(exponent),
            Sigma2 = sigma2,
            Aicc = best.Aicc + (2 * observed * exponent * PortableMath.Log(2)),
            Opening = SeriesOpening.Of(series),
            Warnings = EtsFitter.Warnings(
                missing,
                spec.IsAutomatic
                    ? SeasonWarning.Of(spec.SeasonLength, int.MaxValue, NeededFor(CesForm.Simple, spec.SeasonLength), observed)
                    : null),
        };
    }

    /// <summary>The state before the first value of a series, by backcasting.</summary>
    internal static CesState Backcast(ReadOnlySpan<double> series, CesForm form, int seasonLength, CesParameters parameters)
    {
        var recursion = new CesRecursion(parameters, Start(series, form, seasonLength));
        recursion.Backcast(series);
        return recursion.State;
    }

    // The parameters of the recursion, and the variance.
    private static int ParameterCount(CesForm form) => form switch { CesForm.Partial => 4, CesForm.Full => 5, _ => 3 };

    // Means of the first values, and a season by classical decomposition.
    private static CesState Start(ReadOnlySpan<double> series, CesForm form, int seasonLength)
    {
        var filled = MissingValues.Interpolate(series, out _);
        double[] level = form switch
        {
            CesForm.Simple => filled[..seasonLength],
            CesForm.None => [filled.Take(LongestStart).Average()],
            _ => [filled.Take(seasonLength).Average()],
        };
        var season = form is CesForm.Partial or CesForm.Full
            ? ClassicalDecomposition.Indices(filled, seasonLength, multiplicative: false)
            : [];
        return new CesState(level, Smaller(level), season, form == CesForm.Full ? Smaller(season) : []);
    }

    private static double[] Smaller(double[] values) => Array.ConvertAll(values, value => value / StartRatio);

    private static CesEstimate Estimate(
        double[] series, int observed, CesForm form, int seasonLength, CancellationToken cancellationToken)
    {
        var start = Start(series, form, seasonLength);
        var recursion = new CesRecursion(new CesParameters(0, 0, 0, 0), start);
        double Squares(CesParameters parameters)
        {
            recursion.Begin(parameters, start);
            recursion.Backcast(series);
            return recursion.Follow(series);
        }

        // alpha1 - 1 adds a share of the level to every forecast, so its variable is scaled by typical changes of the series.
        var unit = Math.Clamp(ChangeOf(series) / Math.Max(Math.Abs(start.Level.Average()), 1e-3), 1e-9, 0.1);
        double Criterion(double[] variables) =>
            Parameters(variables, form, unit) is { Alpha1: >= Least and <= MostAlpha1 } parameters
            && Squares(parameters) / observed is var mean && double.IsFinite(mean)
                ? PortableMath.Log(mean + EtsLikelihood.RoundingVariance) / 2
                : double.PositiveInfinity;

        var search = new NelderMead(Criterion, ParameterCount(form) - 1);
        var (best, bestValue) = (Variables(Starts[0], form), double.PositiveInfinity);
        foreach (var alpha0 in Starts)
        {
            var variables = Variables(alpha0, form);
            var value = search.Minimize(
                variables, FirstStep, StartTolerance / observed, MostEvaluationsToStart, cancellationToken);
            if (value < bestValue)
            {
                (best, bestValue) = (variables, value);
            }
        }

        if (double.IsPositiveInfinity(bestValue))
        {
            throw new FitException($"{new CesSpec(form, seasonLength).Label}: the errors of this series are not finite.");
        }

        // Restarts with a new simplex when the previous one has become too flat.
        for (var (k, before) = (0, double.PositiveInfinity); k < MostRestarts && bestValue < before - (Tolerance / observed); k++)
        {
            (before, bestValue) = (
                bestValue, search.Minimize(best, FirstStep, Tolerance / observed, MostEvaluations, cancellationToken));
        }

        var parameters = Parameters(best, form, unit);
        var squares = Squares(parameters);
        var count = ParameterCount(form);
        return new CesEstimate(
            form,
            parameters,
            Backcast(series, form, seasonLength, parameters),
            squares,
            (observed * PortableMath.Log(squares + (observed * EtsLikelihood.RoundingVariance)))
                + (2 * count) + (2.0 * count * (count + 1) / (observed - count - 1)));
    }

    private static double[] Variables(double alpha0, CesForm form)
    {
        double[] all = [
            OfValue(alpha0, MostAlpha0),
            0,
            OfValue(form == CesForm.Partial ? 0.1 : 1.3, MostBeta),
            OfValue(1, MostBeta)];
        return all[..(ParameterCount(form) - 1)];
    }

    private static CesParameters Parameters(double[] variables, CesForm form, double unit) => new(
        Value(variables[0], MostAlpha0),
        1 + (unit * variables[1] * (1 + (variables[1] * variables[1] / 6))),
        form is CesForm.Partial or CesForm.Full ? Value(variables[2], MostBeta) : 0,
        form == CesForm.Full ? Value(variables[3], MostBeta) : 0);

    private static double Value(double variable, double most) => Least + ((most - Least) * BoundedVariable.Share(variable));

    private static double OfValue(double value, double most) => BoundedVariable.OfShare((value - Least) / (most - Least));

    // The mean absolute change from one value to the next.
    private static double ChangeOf(double[] series)
    {
        var (sum, count, last) = (0.0, 0, double.NaN);
        foreach (var value in series.Where(value => !double.IsNaN(value)))
        {
            sum += double.IsNaN(last) ? 0 : Math.Abs(value - last);
            (last, count) = (value, count + 1);
        }

        return sum / count;
    }

    private sealed record CesEstimate(CesForm Form, CesParameters Parameters, CesState Initial, double Squares, double Aicc);
}
