namespace Backtest.Core.Series.Csv.Building;

/// <summary>Rows after the last value of a series, which hold what is known ahead of its covariates.</summary>
internal static class FutureRows
{
    /// <summary>
    /// Ends a series with its last value where a covariate is known ahead. Without such a covariate missing values at the
    /// end are taken for what they are.
    /// </summary>
    public static TimeSeries Split(TimeSeries series)
    {
        var length = series.Length;
        while (length > 0 && double.IsNaN(series.Values[length - 1]))
        {
            length--;
        }

        if (length == 0 || length == series.Length || series.Covariates?.Any(covariate => covariate.IsKnownAhead) != true)
        {
            return series;
        }

        return series with
        {
            Values = series.Values[..length],
            Timestamps = series.Timestamps?[..length],
            Covariates = [.. series.Covariates.Select(covariate =>
                covariate with { Values = covariate.Values[..(covariate.IsKnownAhead ? KnownLength(covariate, length) : length)] })],
            Notes = [.. series.Notes
                ?? [], $"{series.Length - length} rows after the last value hold what is known ahead of its covariates."],
        };
    }

    // Values ahead end with the last one that is known; a hole before it stays one, to be named where a forecast needs it.
    private static int KnownLength(Covariate covariate, int length) =>
        Math.Max(length, covariate.Values.AsSpan().LastIndexOfAnyExcept(double.NaN) + 1);
}
