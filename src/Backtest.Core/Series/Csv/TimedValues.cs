using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Puts values with times into a series: finds the step and fills rows that it lacks with missing values.</summary>
internal static class TimedValues
{
    /// <summary>
    /// Checks the order of the times and fills what their step lacks. Rows, times, values and covariates go element by
    /// element together; all of them may be reversed in place.
    /// </summary>
    public static TimeSeries Order(CsvTable table, TimeSeries series, int timeColumn, int[] rows, DateTime[] times)
    {
        var notes = new List<string>();
        if (times.Length > 1 && times[0] > times[^1])
        {
            Array.Reverse(times);
            foreach (var values in ColumnsOf(series))
            {
                Array.Reverse(values);
            }

            Array.Reverse(rows);
            notes.Add("The rows were newest first and have been put in time order.");
        }

        for (var t = 1; t < times.Length; t++)
        {
            if (times[t] <= times[t - 1])
            {
                var fault = times[t] == times[t - 1] ? "occurs twice" : "is out of order";
                throw new InputException(
                    $"The time '{CellText.Shown(table.Cell(rows[t], timeColumn))}' {fault}.",
                    table.Where(rows[t], timeColumn),
                    "Give each time once, in order.");
            }
        }

        var spacing = TimeSpacing.Detect(times);
        if (spacing is null)
        {
            if (times.Length > 2)
            {
                notes.Add("The times have no regular step; the values are taken as equally spaced, in order.");
            }

            return series with { Timestamps = times, Notes = notes };
        }

        return Fill(series, times, spacing, notes);
    }

    private static IEnumerable<double[]> ColumnsOf(TimeSeries series) =>
        [series.Values, .. (series.Covariates ?? []).Select(covariate => covariate.Values)];

    private static TimeSeries Fill(TimeSeries series, DateTime[] times, TimeSpacing spacing, List<string> notes)
    {
        var length = spacing.StepsBetween(times[0], times[^1])!.Value + 1;
        var filledTimes = new DateTime[length];
        for (var t = 0; t < length; t++)
        {
            filledTimes[t] = spacing.Add(times[0], t);
        }

        var places = Array.ConvertAll(times, time => spacing.StepsBetween(times[0], time)!.Value);

        if (spacing.WorkingWeek is { } week)
        {
            notes.Add($"The times are working days, {week.Text}.");
        }

        if (length > times.Length)
        {
            notes.Add($"{length - times.Length} of {length} times were not in the file; their values are taken as missing.");
        }

        return series with
        {
            Values = Place(series.Values, places, length),
            Timestamps = filledTimes,
            Spacing = spacing,
            Notes = notes,
            Covariates = series.Covariates?.Select(covariate => covariate with { Values = Place(covariate.Values, places, length) }).ToList(),
        };
    }

    private static double[] Place(double[] values, int[] places, int length)
    {
        var filled = new double[length];
        Array.Fill(filled, double.NaN);
        for (var t = 0; t < values.Length; t++)
        {
            filled[places[t]] = values[t];
        }

        return filled;
    }
}
