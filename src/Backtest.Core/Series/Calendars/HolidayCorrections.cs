namespace Backtest.Core.Series.Calendars;

/// <summary>Holidays that the package PublicHoliday has in years before their law, or lacks.</summary>
internal static class HolidayCorrections
{
    // Four northern states have Reformation Day since 2018; in 2017, the whole country had it.
    private static readonly string[] Northern = ["HB", "HH", "NI", "SH"];
    private const int FirstReformationDay = 2017;

    // Brazil's law 14,759 of 2023.
    private const int FirstBlackAwarenessDay = 2024;

    /// <summary>Corrects the holidays of a country.</summary>
    /// <param name="days">The holidays; changed in place.</param>
    /// <param name="choice">The country, optionally with one of its parts.</param>
    /// <param name="first">The first year.</param>
    /// <param name="last">The last year.</param>
    public static void Apply(SortedSet<DateOnly> days, CalendarChoice choice, int first, int last)
    {
        switch (choice.Country)
        {
            case "BR":
                for (var year = Math.Max(first, FirstBlackAwarenessDay); year <= last; year++)
                {
                    days.Add(new DateOnly(year, 11, 20));
                }

                break;
            case "DE" when choice.Subdivision == "BE":
                // The 75th anniversary of the end of the war.
                days.Add(new DateOnly(2020, 5, 8));
                break;
            case "DE" when Northern.Contains(choice.Subdivision):
                days.RemoveWhere(day => day.Year < FirstReformationDay && (day.Month, day.Day) == (10, 31));
                break;
        }
    }
}
