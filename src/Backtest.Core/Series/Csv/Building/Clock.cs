using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using NodaTime;

namespace Backtest.Core.Series.Csv.Building;

/// <summary>The time zone of the clock times, if given, or if nothing else explains them.</summary>
internal static class Clock
{
    // One zone of each group whose clocks change at the same time of day; the others come after them.
    private static readonly string[] CommonZones =
    [
        "Europe/Berlin",
        "America/New_York",
        "Europe/London",
        "Europe/Athens",
        "Australia/Sydney",
        "America/Halifax",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "Pacific/Auckland",
        "America/Sao_Paulo",
        "America/Santiago",
        "Asia/Jerusalem",
        "Australia/Adelaide",
        "America/St_Johns",
        "America/Mexico_City",
        "Asia/Tehran",
        "Europe/Moscow",
        "Africa/Cairo",
        "Asia/Beirut",
        "Australia/Lord_Howe",
    ];

    private static IDateTimeZoneProvider Zones => DateTimeZoneProviders.Tzdb;

    /// <summary>Finds a zone by its name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static DateTimeZone Find(string name) => Zones.GetZoneOrNull(name)
        ?? throw new InputException(
            $"There is no time zone named '{CellText.Shown(name)}'.",
            "columns.timeZone",
            "Give a name such as Europe/Berlin, America/New_York or UTC.");

    /// <summary>
    /// The offsets of a zone at clock times in order. If an hour occurs twice, its second occurrence is the later one.
    /// </summary>
    /// <param name="zone">The zone.</param>
    /// <param name="ticks">Clock times in the order in which they passed.</param>
    /// <param name="wrong">The first time that the zone's clock never showed, or that is out of order; -1 for none.</param>
    /// <returns>Minutes that the clock was ahead of UTC at each time.</returns>
    public static short[] Offsets(DateTimeZone zone, ReadOnlySpan<long> ticks, out int wrong)
    {
        var offsets = new short[ticks.Length];
        var last = long.MinValue;
        for (wrong = 0; wrong < ticks.Length; wrong++)
        {
            var mapping = zone.MapLocal(LocalDateTime.FromDateTime(new DateTime(ticks[wrong])));
            if (mapping.Count == 0)
            {
                return offsets;
            }

            offsets[wrong] = Minutes(mapping.EarlyInterval);
            var instant = ticks[wrong] - (offsets[wrong] * TimeSpan.TicksPerMinute);
            if (instant <= last && mapping.Count == 2)
            {
                offsets[wrong] = Minutes(mapping.LateInterval);
                instant = ticks[wrong] - (offsets[wrong] * TimeSpan.TicksPerMinute);
            }

            if (instant <= last)
            {
                return offsets;
            }

            last = instant;
        }

        wrong = -1;
        return offsets;
    }

    /// <summary>
    /// Finds a zone where times without offsets are in order although one hour occurs twice; null if there is none.
    /// </summary>
    /// <param name="ticks">Clock times in the order in which they passed, with an hour that occurs twice.</param>
    public static short[]? ThatWentBack(ReadOnlySpan<long> ticks)
    {
        foreach (var name in CommonZones)
        {
            var offsets = Offsets(Zones[name], ticks, out var wrong);
            if (wrong < 0)
            {
                return offsets;
            }
        }

        return null;
    }

    /// <summary>
    /// Finds a zone where all of these times are midnights, unlike in UTC; null if there is none.
    /// </summary>
    /// <param name="ticks">Times in UTC, not all at the same time of day.</param>
    /// <param name="zone">Its name.</param>
    public static short[]? OfMidnights(ReadOnlySpan<long> ticks, out string zone)
    {
        foreach (var name in CommonZones)
        {
            zone = name;
            if (AtMidnight(Zones[name], ticks) is { } offsets)
            {
                return offsets;
            }
        }

        zone = "";
        return null;
    }

    /// <summary>The offset of a zone at an instant, in minutes.</summary>
    public static short OffsetAt(DateTimeZone zone, long instant) => Minutes(zone.GetZoneInterval(ToInstant(instant)));

    private static short[]? AtMidnight(DateTimeZone zone, ReadOnlySpan<long> ticks)
    {
        var offsets = new short[ticks.Length];
        for (var t = 0; t < ticks.Length; t++)
        {
            offsets[t] = OffsetAt(zone, ticks[t]);
            if ((ticks[t] + (offsets[t] * TimeSpan.TicksPerMinute)) % TimeSpan.TicksPerDay != 0)
            {
                return null;
            }
        }

        return offsets;
    }

    private static Instant ToInstant(long ticks) => Instant.FromDateTimeUtc(new DateTime(ticks, DateTimeKind.Utc));

    private static short Minutes(NodaTime.TimeZones.ZoneInterval interval) => (short)(interval.WallOffset.Seconds / 60);
}
