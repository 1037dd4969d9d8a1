using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using NodaTime;

namespace Backtest.Core.Series.Csv.Building;

/// <summary>The time zone by whose clock times are written: where it is given, or where nothing else explains the times.</summary>
internal static class Clock
{
    // The first of each group of zones whose clocks change at the same time of the day; others follow.
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

    /// <summary>The zone of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static DateTimeZone Find(string name) => Zones.GetZoneOrNull(name)
        ?? throw new InputException(
            $"There is no time zone named '{CellText.Shown(name)}'.",
            "columns.timeZone",
            "Give a name such as Europe/Berlin, America/New_York or UTC.");

    /// <summary>
    /// The offsets of a zone at clock times in order. Where an hour occurs twice, the second occurrence is the later one.
    /// </summary>
    /// <param name="zone">The zone.</param>
    /// <param name="ticks">Clock times in the order in which they passed.</param>
    /// <param name="wrong">The first that the zone's clock never showed, or that does not follow the one before; -1 for none.</param>
    /// <returns>Minutes that the clock was ahead of UTC at each.</returns>
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
    /// A zone in which times without offsets are in order although one hour occurs twice; null if there is none.
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
    /// The offsets of a zone in which all of these times are midnights, which they are not in UTC; null if there is none.
    /// </summary>
    /// <param name="ticks">Times in UTC that are not all at the same time of the day.</param>
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
