using Backtest.Core.Numerics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>Estimates exponential smoothing models by maximum likelihood, and chooses among them by AICc.</summary>
/// <remarks>
/// Bounds are those of R's <c>ets</c>: 0.0001 to 0.9999 for alpha, up to alpha for beta and up to 1 - alpha for gamma, 0.8 to 0.98
/// for phi, within the admissible region. The likelihood has several maxima; searches from several starts look for the highest.
/// A choice or an average of forms tries the forms of Hyndman et al. (2008), chapter 2, that R tries: no multiplicative season with
/// additive errors, whose variance is unstable; only additive forms if a value is not positive; a season from 2 to 24.
/// Missing values do not enter the likelihood; there, the states advance as forecast.
/// </remarks>
internal static class EtsFitter
{
    /// <summary>Longest season to estimate.</summary>
    public const int LongestSeason = 24;

    private const double LogLikelihoodTolerance = 1e-8;
    private const double StartTolerance = 1e-3;

    /// <summary>Starts of the searches: alpha, beta, gamma and phi as shares of their ranges, the first about that of R.</summary>
    private static readonly (double Alpha, double Beta, double Gamma, double Phi)[] Starts =
        [
            (0.02, 0.1, 0.05, 0.99),
            (0.2, 0.1, 0.05, 0.99),
            (0.5, 0.1, 0.2, 0.9),
            (0.9, 0.3, 0.5, 0.5),
            (0.95, 5e-4, 5e-4, 0.95),
            (0.3, 0.02, 0.8, 0.9)];

    private static readonly EtsForm[] Candidates =
    [
        EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN, EtsForm.MNN, EtsForm.MAN, EtsForm.MAdN,
        EtsForm.ANA, EtsForm.AAA, EtsForm.AAdA, EtsForm.MNA, EtsForm.MAA, EtsForm.MAdA, EtsForm.MNM, EtsForm.MAM, EtsForm.MAdM,
    ];

    /// <summary>Fits a model.</summary>
    /// <param name="series">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">The form, or the choice of one; for an average, see <see cref="FitAverage"/>.</param>
    /// <param name="cancellationToken">Checked once per iteration of the search.</param>
    /// <exception cref="FitException">
    /// The spec contradicts itself, the series is too short, a value is infinite or (for a multiplicative form) not positive, or the
    /// likelihood is finite nowhere.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The spec asks for an average of forms.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static EtsModel Fit(ReadOnlySpan<double> series, EtsSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfEqual((int)spec.Form, (int)EtsForm.Average, nameof(spec));
        var facts = Inspect(series, spec);
        var (scaled, exponent) = Scale(series);
        var estimate = spec.Form == EtsForm.Auto
            ? EstimateAll(scaled, spec, facts, cancellationToken).MinBy(estimate => estimate.Aicc)!
            : Estimate(scaled, spec.Form, spec.SeasonLength, facts.IsPositive, cancellationToken);
        return Complete(series, spec, estimate, exponent, Warnings(spec, facts));
    }

    /// <summary>Fits all forms that suit a series, to average them.</summary>
    /// <param name="series">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">The season length.</param>
    /// <param name="cancellationToken">Checked once per iteration of a search.</param>
    /// <exception cref="FitException">As for <see cref="Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static EtsAverage FitAverage(ReadOnlySpan<double> series, EtsSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var facts = Inspect(series, spec);
        var (scaled, exponent) = Scale(series);
        var models = new List<EtsModel>();
        foreach (var estimate in EstimateAll(scaled, spec, facts, cancellationToken))
        {
            models.Add(Complete(series, spec with { Form = estimate.Form }, estimate, exponent, []));
        }

        return EtsAverage.Of(spec, models, Warnings(spec, facts));
    }

    /// <summary>Fits simple exponential smoothing to values of the order of 1; for the Theta method.</summary>
    internal static EtsEstimate SimpleSmoothing(double[] series, CancellationToken cancellationToken) =>
        Estimate(series, EtsForm.ANN, 1, false, cancellationToken);

    /// <summary>Counts missing values and checks the others.</summary>
    /// <exception cref="FitException">A value is infinite.</exception>
    internal static (int Missing, bool IsPositive) Inspect(ReadOnlySpan<double> series)
    {
        var missing = 0;
        var isPositive = true;
        for (var t = 0; t < series.Length; t++)
        {
            if (double.IsInfinity(series[t]))
            {
                throw new FitException($"The value at position {t + 1} is infinite.");
            }

            missing += double.IsNaN(series[t]) ? 1 : 0;
            isPositive &= !(series[t] <= 0);
        }

        return (missing, isPositive);
    }

    /// <summary>Divides by a power of two, which is exact, so that the largest value is of the order of 1.</summary>
    internal static (double[] Series, int Exponent) Scale(ReadOnlySpan<double> series)
    {
        var largest = 0.0;
        foreach (var value in series)
        {
            largest = Math.Max(largest, double.IsNaN(value) ? 0 : Math.Abs(value));
        }

        var exponent = largest > 0 ? Math.ILogB(largest) : 0;
        var scaled = series.ToArray();
        for (var t = 0; t < scaled.Length; t++)
        {
            scaled[t] = Math.ScaleB(scaled[t], -exponent);
        }

        return (scaled, exponent);
    }

    private static (int Missing, int Observed, bool IsPositive) Inspect(ReadOnlySpan<double> series, EtsSpec spec)
    {
        Validate(spec);
        var (missing, isPositive) = Inspect(series);
        var observed = series.Length - missing;
        return observed >= spec.MinimumTrainingLength
            ? (missing, observed, isPositive)
            : throw new FitException($"{spec.Label} needs at least {spec.MinimumTrainingLength} observed values; there are {observed}.");
    }

    private static string[] Warnings(EtsSpec spec, (int Missing, int Observed, bool IsPositive) facts) => Warnings(
        facts.Missing,
        spec.IsAutomatic
            ? SeasonWarning.Of(spec.SeasonLength, LongestSeason, FewestForSeason(spec, facts.IsPositive), facts.Observed)
            : null);

    /// <summary>Warnings about missing values and an ignored season.</summary>
    internal static string[] Warnings(int missing, string? season) =>
    [
        .. missing == 0 ? Array.Empty<string>() : ["At missing values it goes on as if its forecasts had come true."],
        .. season is null ? Array.Empty<string>() : [season],
    ];

    // Fewest observed values to include a seasonal form among several.
    private static int FewestForSeason(EtsSpec spec, bool isPositive) => Candidates.Select(EtsComponents.Of)
        .Where(components => components.IsSeasonal && (isPositive || !components.NeedsPositiveValues))
        .Min(components => NeededFor(components, spec.SeasonLength));

    // Three more than the number of estimated values, so that AICc is defined.
    private static int NeededFor(EtsComponents components, int seasonLength) => components.ParameterCount(seasonLength) + 3;

    private static void Validate(EtsSpec spec)
    {
        if (!Enum.IsDefined(spec.Form))
        {
            throw new FitException($"There is no exponential smoothing form {(int)spec.Form}.");
        }

        if (spec.SeasonLength < 1)
        {
            throw new FitException($"The season length m is {spec.SeasonLength}; it is 1 for none, otherwise 2 or more.");
        }

        if (!spec.IsAutomatic && EtsComponents.Of(spec.Form).IsSeasonal && spec.SeasonLength is < 2 or > LongestSeason)
        {
            throw new FitException($"{spec.Label}: a season has 2 to {LongestSeason} observations.");
        }
    }

    // Returns at least one.
    private static List<EtsEstimate> EstimateAll(
        double[] series, EtsSpec spec, (int Missing, int Observed, bool IsPositive) facts, CancellationToken cancellationToken)
    {
        var estimates = new List<EtsEstimate>();
        FitException? failure = null;
        foreach (var form in Candidates)
        {
            var components = EtsComponents.Of(form);
            var isPossible = (facts.IsPositive || !components.NeedsPositiveValues)
                && (!components.IsSeasonal || spec.SeasonLength is >= 2 and <= LongestSeason)
                && facts.Observed >= NeededFor(components, spec.SeasonLength);
            if (!isPossible)
            {
                continue;
            }

            try
            {
                estimates.Add(Estimate(series, form, spec.SeasonLength, facts.IsPositive, cancellationToken));
            }
            catch (FitException problem)
            {
                failure = problem;
            }
        }

        return estimates.Count > 0 ? estimates : throw failure!;
    }

    private static EtsEstimate Estimate(
        double[] series, EtsForm form, int seasonLength, bool isPositive, CancellationToken cancellationToken)
    {
        var components = EtsComponents.Of(form);
        if (components.NeedsPositiveValues && !isPositive)
        {
            throw new FitException($"{EtsLabel.Of(form, seasonLength)} needs positive values.");
        }

        var likelihood = new EtsLikelihood(components, series, seasonLength);
        var initial = InitialStates.Of(series, components, seasonLength);
        var unit = ErrorSize(series);

        var objective = new EtsObjective(components, likelihood, initial, ErrorSize(series));
        var lines = new[]
        {
            initial,
            InitialStates.Of(series, components, seasonLength, isLong: true),

            // A steep initial trend may leave the positive numbers from any start of the search; a level one hardly ever does.
            InitialStates.Of(series, components with { HasTrend = false }, seasonLength),
        };
        if (!TrySearch(objective, lines.AsSpan(0, components.HasTrend ? 2 : 1), likelihood, cancellationToken)
            && !(components.HasTrend && TrySearch(objective, lines.AsSpan(2), likelihood, cancellationToken)))
        {
            throw new FitException($"{EtsLabel.Of(form, seasonLength)}: the likelihood of this series is not finite.");
        }

        return Describe(series, form, objective, likelihood);
    }

    // Leaves the objective evaluated at the minimum; false if it is not finite at any start.
    private static bool TrySearch(
        EtsObjective objective, ReadOnlySpan<EtsState> lines, EtsLikelihood likelihood, CancellationToken cancellationToken)
    {
        var search = new Bfgs(objective.Evaluate, objective.Size, objective.Gradient);
        var best = new double[objective.Size];
        var bestValue = double.PositiveInfinity;
        foreach (var line in lines)
        {
            foreach (var (alpha, beta, gamma, phi) in Starts)
            {
                var variables = new double[objective.Size];
                objective.SetSmoothing(variables, alpha, beta, gamma, phi);
                objective.SetLine(variables, line);
                if (search.Minimize(
                    variables, StartTolerance / likelihood.Observations, polish: false, cancellationToken) != Bfgs.Outcome.UndefinedStart
                    && objective.Evaluate(variables) is var value && value < bestValue)
                {
                    (best, bestValue) = (variables, value);
                }
            }
        }

        if (double.IsPositiveInfinity(bestValue))
        {
            return false;
        }

        search.Minimize(best, LogLikelihoodTolerance / likelihood.Observations, polish: false, cancellationToken);
        objective.Evaluate(best);
        return true;
    }

    // The typical change from one value to the next.
    private static double ErrorSize(double[] series)
    {
        double sum = 0, last = double.NaN;
        var count = 0;
        foreach (var value in series)
        {
            if (!double.IsNaN(value))
            {
                sum += double.IsNaN(last) ? 0 : Math.Abs(value - last);
                last = value;
                count++;
            }
        }

        return Math.Max(sum / count, 1e-10);
    }

    private static EtsEstimate Describe(double[] series, EtsForm form, EtsObjective objective, EtsLikelihood likelihood)
    {
        var components = EtsComponents.Of(form);
        var (parameters, initial, count) = (objective.Parameters, objective.Initial, likelihood.Observations);
        var recursion = EtsRecursion.From(components.Season, parameters, initial);
        foreach (var value in series)
        {
            var forecast = recursion.Predict();
            recursion.Advance(double.IsNaN(value) ? 0 : value - forecast);
        }

        return new EtsEstimate(
            form,
            parameters,
            initial,
            recursion.State(),
            likelihood.MeanSquare * count / (count - objective.Size),
            (-0.5 * count * (Math.Log(2 * Math.PI * (likelihood.MeanSquare + EtsLikelihood.RoundingVariance))
                + 1)) - likelihood.LogForecasts,
            count,
            objective.Size + 1);
    }

    private static EtsModel Complete(ReadOnlySpan<double> series, EtsSpec spec, EtsEstimate estimate, int exponent, string[] warnings)
    {
        var components = EtsComponents.Of(estimate.Form);
        var sigma2 = components.HasMultiplicativeErrors ? estimate.Sigma2 : Math.ScaleB(estimate.Sigma2, 2 * exponent);
        if (!double.IsFinite(sigma2))
        {
            throw new FitException($"The errors of {spec.Label} are too large to be squared; use larger units.");
        }

        // The density of y is that of y / 2^exponent, divided by 2^exponent.
        var shift = estimate.Observations * exponent * Math.Log(2);
        return new EtsModel
        {
            Spec = spec,
            Form = estimate.Form,
            Parameters = estimate.Parameters,
            Initial = estimate.Initial.Scale(exponent, components.Season),
            State = estimate.Final.Scale(exponent, components.Season),
            Sigma2 = sigma2,
            LogLikelihood = estimate.LogLikelihood - shift,
            Observations = estimate.Observations,
            Aic = estimate.Aic + (2 * shift),
            Aicc = estimate.Aicc + (2 * shift),
            Bic = estimate.Bic + (2 * shift),
            Opening = SeriesOpening.Of(series),
            Warnings = warnings,
        };
    }
}
