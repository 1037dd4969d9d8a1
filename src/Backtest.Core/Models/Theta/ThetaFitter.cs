using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Theta;

/// <summary>Fits the Theta method, as in the M3 competition and R's <c>thetaf</c>, and its models of two lines.</summary>
/// <remarks>
/// A season found by <see cref="SeasonalityTest"/> is removed by classical decomposition, multiplicative if all values are positive and
/// otherwise additive; gaps are interpolated only for test and decomposition. Simple exponential smoothing is fitted
/// by maximum likelihood, and the drift is half the slope of the line through the adjusted values (Hyndman and Billah,
/// 2003).
/// </remarks>
internal static class ThetaFitter
{
    /// <summary>Multiplicative indices this small are noise; the series then counts as nonseasonal.</summary>
    private const double SmallestIndex = 1e-4;

    /// <summary>Fits the standard model.</summary>
    /// <param name="series">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">The season to look for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="FitException">The series is too short, or a value is infinite or too large to be squared.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ThetaModel Fit(ReadOnlySpan<double> series, ThetaSpec spec, CancellationToken cancellationToken)
    {
        var (adjusted, adjustment, exponent, warnings) = Adjust(series, spec);
        var smoothing = EtsFitter.SimpleSmoothing(adjusted, cancellationToken);
        return new ThetaModel
        {
            Spec = spec,
            Alpha = smoothing.Parameters.Alpha,
            Drift = Math.ScaleB(LeastSquaresLine.Through(adjusted).Slope / 2, exponent),
            InitialLevel = Math.ScaleB(smoothing.Initial.Level, exponent),
            Sigma2 = Variance(smoothing.Sigma2, exponent, spec),
            Season = adjustment.Scale(exponent),
            Opening = SeriesOpening.Of(series),
            Warnings = warnings,
        };
    }

    /// <summary>Fits a model of two lines; see <see cref="ThetaLinesEstimate"/>.</summary>
    /// <param name="series">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">The model, and the season to look for.</param>
    /// <exception cref="FitException">As for <see cref="Fit"/>.</exception>
    public static ThetaLinesModel FitLines(ReadOnlySpan<double> series, ThetaSpec spec)
    {
        var (adjusted, adjustment, exponent, warnings) = Adjust(series, spec);
        var estimate = ThetaLinesEstimate.Of(adjusted, spec.Form);
        return new ThetaLinesModel
        {
            Spec = spec,
            Alpha = estimate.Alpha,
            Weight = estimate.Weight,
            InitialLevel = Math.ScaleB(estimate.InitialLevel, exponent),
            Intercept = Math.ScaleB(estimate.Intercept, exponent),
            Slope = Math.ScaleB(estimate.Slope, exponent),
            Sigma2 = Variance(estimate.Sigma2, exponent, spec),
            Season = adjustment.Scale(exponent),
            Opening = SeriesOpening.Of(series),
            Warnings = warnings,
        };
    }

    private static (double[] Adjusted, SeasonalAdjustment Season, int Exponent, string[] Warnings) Adjust(
        ReadOnlySpan<double> series, ThetaSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.SeasonLength < 1)
        {
            throw new FitException($"The season length m is {spec.SeasonLength}; it is 1 for none, otherwise 2 or more.");
        }

        var (missing, isPositive) = EtsFitter.Inspect(series);
        if (series.Length - missing < spec.MinimumTrainingLength)
        {
            throw new FitException(
                $"{spec.Label} needs at least {spec.MinimumTrainingLength} observed values; there are {series.Length - missing}.");
        }

        var (scaled, exponent) = EtsFitter.Scale(series);
        var adjustment = Adjustment(scaled, spec.SeasonLength, isPositive && spec.Season != ThetaSeason.Additive);
        return (
            adjustment.RemoveFrom(scaled),
            adjustment,
            exponent,
            EtsFitter.Warnings(
                missing, SeasonWarning.Of(spec.SeasonLength, int.MaxValue, SeasonalityTest.Fewest(spec.SeasonLength), series.Length)));
    }

    private static double Variance(double scaled, int exponent, ThetaSpec spec) =>
        Math.ScaleB(scaled, 2 * exponent) is var sigma2 && double.IsFinite(sigma2)
            ? sigma2
            : throw new FitException($"The errors of {spec.Label} are too large to be squared; use larger units.");

    /// <summary>The season of a series that begins differently from the training data, with newly determined phases.</summary>
    internal static SeasonalAdjustment Readjust(ReadOnlySpan<double> history, SeasonalAdjustment season)
    {
        if (season.Indices.Length == 0)
        {
            return season;
        }

        if (history.Length <= 2 * season.Indices.Length)
        {
            throw new FitException(
                $"Seasonal indices need more than two seasons of {season.Indices.Length} values; there are {history.Length}.");
        }

        return Decompose(MissingValues.Interpolate(history, out _), season.Indices.Length, season.IsMultiplicative)
            ?? throw new FitException("The history has no multiplicative season: an index is 0 or less.");
    }

    /// <summary>The season of a series, if the test finds one.</summary>
    /// <param name="series">The series, NaN where a value is missing.</param>
    /// <param name="seasonLength">Season length m, 1 for none.</param>
    /// <param name="isMultiplicative">Whether to divide by the season; if that is impossible, there is no season.</param>
    internal static SeasonalAdjustment Adjustment(double[] series, int seasonLength, bool isMultiplicative)
    {
        var filled = MissingValues.Interpolate(series, out _);
        return SeasonalityTest.IsSeasonal(filled, seasonLength)
            ? Decompose(filled, seasonLength, isMultiplicative) ?? SeasonalAdjustment.None
            : SeasonalAdjustment.None;
    }

    private static SeasonalAdjustment? Decompose(double[] series, int seasonLength, bool isMultiplicative)
    {
        var indices = ClassicalDecomposition.Indices(series, seasonLength, isMultiplicative);
        return isMultiplicative && !Array.TrueForAll(indices, index => index >= SmallestIndex)
            ? null
            : new SeasonalAdjustment(isMultiplicative, indices);
    }
}
