namespace Backtest.Core.Series.Csv.Building;

/// <summary>Rows after the last value of a series, with future values of its covariates.</summary>
internal static class FutureRows
{
    /// <summary>
    /// Ends a series with its last value if a covariate is known ahead. Otherwise, missing values at the end stay missing values.
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
            Notes =
            [
                .. series.Notes ?? [],
                series.Length - length == 1
                    ? "One row after the last value has future values of covariates."
                    : $"{series.Length - length} rows after the last value have future values of covariates.",
            ],
        };
    }

    // Future values end with the last known one. An earlier gap stays, and is reported if a forecast needs it.
    private static int KnownLength(Covariate covariate, int length) =>
        Math.Max(length, covariate.Values.AsSpan().LastIndexOfAnyExcept(double.NaN) + 1);
}
