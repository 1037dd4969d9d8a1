using Backtest.Core.Problems;

namespace Backtest.Core.Series.Calendars;

/// <summary>Adds calendars to series.</summary>
public static class SeriesCalendars
{
    // Forecasts may reach further than those of the run.
    private const int StepsAhead = 1_000;
    private const int YearsAhead = 30;

    /// <summary>Adds the calendar of a grid to a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="choice">The calendar; null for none.</param>
    /// <param name="ahead">Fewest steps after the last value that the calendar must cover.</param>
    /// <returns>The series; unchanged without a calendar, or if it has no times at a regular step.</returns>
    /// <exception cref="InputException">The table of the country's holidays does not reach that far.</exception>
    public static TimeSeries AddTo(TimeSeries series, CalendarChoice? choice, int ahead)
    {
        if (choice is null || series is not { Timestamps: { Length: > 0 } times, Spacing: { } step })
        {
            return series;
        }

        choice = choice.On(step);
        var room = series.TimestampsAfter(StepsAhead)?.Count(time => time.Year <= times[^1].Year + YearsAhead) ?? 0;
        var calendar = new SeriesCalendar(choice, null, null, Math.Max(ahead, room));
        if (choice.Country is null)
        {
            return series with { Calendar = calendar };
        }

        var last = series.TimestampsAfter(calendar.Ahead)?[^1] ?? times[^1];
        var (from, to) = (CalendarColumns.Period(times[0], step).First, CalendarColumns.Period(last, step).Last);
        return series with
        {
            Calendar = calendar with
            {
                Table = HolidayTable.Version,
                Holidays = HolidayTable.Between(
                    choice, DateOnly.FromDayNumber(from).AddDays(-Margin(choice)), DateOnly.FromDayNumber(to).AddDays(Margin(choice))),
            },
        };
    }

    /// <summary>Checks that a series can have the calendar of a grid.</summary>
    /// <exception cref="InputException">It has no times at a regular step, or a covariate of the same name.</exception>
    internal static void Check(TimeSeries series, CalendarChoice? choice)
    {
        if (choice is null)
        {
            return;
        }

        if (series.Timestamps is null)
        {
            throw new InputException(
                "The calendar goes by dates, and the series has none.", "calendar", "Send a column of times, or leave calendar out.");
        }

        if (series.Spacing is null)
        {
            throw new InputException(
                "The calendar needs the dates to come, and the times have no regular step.",
                "calendar",
                "Give the step in the grid's \"columns\", such as \"step\": \"day\", or leave calendar out.");
        }

        var names = CalendarColumns.Names(choice);
        if (series.Covariates?.FirstOrDefault(covariate => names.Contains(covariate.Name)) is { } twice)
        {
            throw new InputException(
                $"The covariate '{twice.Name}' of the file has the name of one of the calendar.",
                "calendar",
                "Give the column another name, or leave out what the calendar has as well.");
        }
    }

    // Days off may lie between a working day and the adjacent holiday.
    private static int Margin(CalendarChoice choice) => 7 * choice.DaysAround;
}
