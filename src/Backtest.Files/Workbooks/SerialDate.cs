namespace Backtest.Files.Workbooks;

/// <summary>Dates as numbers of days, as workbooks store them.</summary>
internal static class SerialDate
{
    /// <summary>The number of 1970-01-01 in the calendar that begins in 1900.</summary>
    public const int OfUnixEpoch = 25_569;

    // Days from the beginning of each calendar to 0001-01-01.
    private static readonly DateTime Beginning1900 = new(1899, 12, 30);
    private static readonly DateTime Beginning1904 = new(1904, 1, 1);

    // The first day after 1900-02-29, a day that the calendar of 1900 has and the world had not.
    private const double FirstOfMarch1900 = 61;

    /// <summary>The time of a number of days; null if it lies before or after all dates that workbooks have.</summary>
    /// <param name="days">Days since the beginning of the calendar, with the time of day as their fraction.</param>
    /// <param name="is1904">Whether the calendar begins in 1904.</param>
    /// <param name="toSecond">
    /// Whether to round to seconds, which absorbs what adding up fractions of a day has lost; else to milliseconds.
    /// </param>
    public static DateTime? ToTime(double days, bool is1904, bool toSecond)
    {
        if (!(days >= 0 && days < 2_958_466))
        {
            return null;
        }

        var shifted = !is1904 && days < FirstOfMarch1900 ? days + 1 : days;
        var unit = toSecond ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
        var ticks = (long)Math.Round(shifted * (TimeSpan.TicksPerDay / unit)) * unit;
        return (is1904 ? Beginning1904 : Beginning1900).AddTicks(ticks);
    }
}
