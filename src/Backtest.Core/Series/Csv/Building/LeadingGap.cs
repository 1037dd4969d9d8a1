namespace Backtest.Core.Series.Csv.Building;

/// <summary>Rows before the first value of a series, which contain nothing to learn from.</summary>
internal static class LeadingGap
{
    /// <summary>Starts a series at its first value, and adds a note.</summary>
    /// <param name="series">A series with at least one value.</param>
    public static TimeSeries CutOff(TimeSeries series)
    {
        var first = Array.FindIndex(series.Values, value => !double.IsNaN(value));

        // A step in months follows the day of the first time, which a short month may lack.
        while (first > 0
            && series is { Spacing: { Months: > 0, MonthEnds: false, MonthDay: null }, Timestamps: { } times }
            && times[first].Day != times[0].Day)
        {
            first--;
        }

        return first == 0
            ? series
            : series.From(first) with
            {
                Notes =
                [
                    .. series.Notes ?? [],
                    first == 1
                        ? "The first row has no value and was left out."
                        : $"The first {first} rows have no value and were left out.",
                ],
            };
    }
}
