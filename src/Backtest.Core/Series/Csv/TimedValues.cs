using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Puts values with times into a series: finds the step and fills rows that it lacks with missing values.</summary>
internal static class TimedValues
{
    /// <summary>Checks the order of the times and fills what their step lacks. The arrays go element by element together and may be reversed.</summary>
    public static TimeSeries Order(CsvTable table, string name, int timeColumn, int[] rows, DateTime[] times, double[] values)
    {
        var notes = new List<string>();
        if (times.Length > 1 && times[0] > times[^1])
        {
            Array.Reverse(times);
            Array.Reverse(values);
            Array.Reverse(rows);
            notes.Add("The rows were newest first and have been put in time order.");
        }

        for (var t = 1; t < times.Length; t++)
        {
            if (times[t] <= times[t - 1])
            {
                var fault = times[t] == times[t - 1] ? "occurs twice" : "is out of order";
                throw new InputException(
                    $"The time '{CellText.Shown(table.Rows[rows[t]][timeColumn])}' {fault}.",
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

            return new TimeSeries(name, values, times, null, notes);
        }

        return Fill(name, times, values, spacing, notes);
    }

    private static TimeSeries Fill(string name, DateTime[] times, double[] values, TimeSpacing spacing, List<string> notes)
    {
        var length = spacing.StepsBetween(times[0], times[^1])!.Value + 1;
        var filledTimes = new DateTime[length];
        var filledValues = new double[length];
        Array.Fill(filledValues, double.NaN);
        for (var t = 0; t < length; t++)
        {
            filledTimes[t] = spacing.Add(times[0], t);
        }

        for (var t = 0; t < times.Length; t++)
        {
            filledValues[spacing.StepsBetween(times[0], times[t])!.Value] = values[t];
        }

        if (length > times.Length)
        {
            notes.Add($"{length - times.Length} of {length} times were not in the file; their values are taken as missing.");
        }

        return new TimeSeries(name, filledValues, filledTimes, spacing, notes);
    }
}
