using Backtest.Core.Diagnostics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// Models of series that, once differenced, do not vary around their constant: a constant, a straight line, a repeating season. Their
/// coefficients are 0 and their innovations have no variance, as in R's <c>auto.arima</c>.
/// </summary>
internal static class ExactFit
{
    /// <summary>Fits such a series.</summary>
    /// <param name="spec">Orders and constant.</param>
    /// <param name="values">The series after its Box-Cox transformation, NaN where missing.</param>
    /// <returns>The model, without a state; null if the series varies.</returns>
    public static ArimaModel? Of(ArimaSpec spec, ReadOnlySpan<double> values)
    {
        // Exact differences where they are fully observed are not enough: the series may jump where values are missing.
        values = values[values.IndexOfAnyExcept(double.NaN)..(values.LastIndexOfAnyExcept(double.NaN) + 1)];
        var filled = !values.Contains(double.NaN) ? values.ToArray()
            : ExactPath.Fill(values, 1) ?? (spec.SeasonalD > 0 ? ExactPath.Fill(values, spec.Period) : null);

        // Differences of larger values may overflow, which estimation reports.
        if (filled is null || !double.IsFinite(16 * ObservedValues.Magnitude(filled)))
        {
            return null;
        }

        var differenced = DifferenceOperator.Apply(spec, filled);
        if (differenced.Length == 0 || !IsExact(spec, filled, differenced))
        {
            return null;
        }

        // Around the first value, so that the mean of equal values is exact.
        double? constant = spec.HasConstant
            ? (differenced[0]
                + ObservedValues.Mean(Array.ConvertAll(differenced, value => value - differenced[0]))) / DifferenceOperator.OfConstant(spec)
            : null;
        return Model(spec, constant, ObservedValues.Count(values) - DifferenceOperator.Order(spec), Describe(spec, filled));
    }

    /// <summary>
    /// Whether differenced values are equal, or 0 without a constant, up to the rounding of the original values.
    /// </summary>
    public static bool IsExact(ArimaSpec spec, ReadOnlySpan<double> values, ReadOnlySpan<double> differenced) =>
        ObservedValues.AreEqual(spec.HasConstant ? differenced : [0, .. differenced], ObservedValues.Magnitude(values));

    /// <summary>A model whose innovations have no variance.</summary>
    /// <param name="spec">Orders, with coefficients of 0.</param>
    /// <param name="constant">The mean or drift; null for none.</param>
    /// <param name="observations">n: observed values minus d + D m.</param>
    /// <param name="warning">Why there is no variance.</param>
    public static ArimaModel Model(ArimaSpec spec, double? constant, int observations, string warning) => new()
    {
        Spec = spec,
        Phi = new double[spec.P],
        Theta = new double[spec.Q],
        SeasonalPhi = new double[spec.SeasonalP],
        SeasonalTheta = new double[spec.SeasonalQ],
        Constant = constant,
        StandardErrors = null,
        Sigma2 = 0,
        LogLikelihood = null,
        Observations = observations,
        State = new ArimaState([], [], 0),
        Warnings = [warning],
    };

    private static string Describe(ArimaSpec spec, double[] filled)
    {
        var values = spec.Lambda is null ? "The training values" : "The transformed training values";
        var magnitude = ObservedValues.Magnitude(filled);
        if (ObservedValues.AreEqual(filled, magnitude))
        {
            return $"{values} are constant: the forecast is their mean, without spread.";
        }

        if (ExactPath.Fill(filled, 1) is not null)
        {
            return $"{values} lie on a straight line: the forecast continues it, without spread.";
        }

        if (spec.SeasonalD > 0 && ExactPath.Fill(filled, spec.Period) is not null)
        {
            var seasons = Diagnostics.Differencing.Difference(filled, spec.Period);
            return ObservedValues.AreEqual([0, .. seasons], magnitude)
                ? $"{values} repeat exactly every {spec.Period} values: the forecast repeats them, without spread."
                : $"{values} repeat exactly every {spec.Period} values apart from a constant change: "
                    + "the forecast continues both, without spread.";
        }

        return $"{values} are constant after differencing (d = {spec.D}, D = {spec.SeasonalD}): "
            + "the forecast continues them, without spread.";
    }
}
