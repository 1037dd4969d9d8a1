using NodaTime;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Clocks with daylight saving time, and instants by them.</summary>
internal static class Zones
{
    // Without offsets the hours of a clock that changes by half an hour are ambiguous.
    private const string HalfHour = "Australia/Lord_Howe";

    // Whole and half hours from UTC, both hemispheres, and one that is put forward by half an hour.
    private static readonly string[] Names =
        [
            "Europe/Berlin",
            "Europe/London",
            "Europe/Athens",
            "America/New_York",
            "America/Chicago",
            "America/Los_Angeles",
            "America/St_Johns",
            "Australia/Sydney",
            "Australia/Adelaide",
            "Pacific/Auckland",
            "Asia/Kolkata",
            HalfHour];

    /// <summary>A random zone.</summary>
    public static DateTimeZone Of(Random random, bool wholeHours = false) =>
        DateTimeZoneProviders.Tzdb[Names[random.Next(Names.Length - (wholeHours ? 1 : 0))]];

    /// <summary>A local day from 1990 to 2015, most often shortly before clocks change.</summary>
    public static DateTime Day(Random random, DateTimeZone zone, int before)
    {
        var day = new DateTime(1990, 1, 1).AddDays(random.Next(25 * 365));
        var interval = zone.GetZoneInterval(Instant.FromDateTimeUtc(DateTime.SpecifyKind(day, DateTimeKind.Utc)));
        return random.Next(4) > 0 && interval.HasEnd && interval.End < Instant.FromUtc(2020, 1, 1, 0, 0)
            ? interval.IsoLocalEnd.Date.ToDateTimeUnspecified().AddDays(-random.Next(before)) : day;
    }

    /// <summary>An unambiguous local time, with its offset.</summary>
    public static DateTimeOffset At(DateTimeZone zone, DateTime local) =>
        zone.AtLeniently(LocalDateTime.FromDateTime(local)).ToDateTimeOffset();

    /// <summary>Whether the clock shows a time twice.</summary>
    public static bool IsTwice(DateTimeZone zone, DateTimeOffset time) =>
        zone.MapLocal(LocalDateTime.FromDateTime(time.DateTime)).Count > 1;

    /// <summary>Instants by the clock, each a fixed duration after the one before.</summary>
    public static IEnumerable<DateTimeOffset> From(DateTimeZone zone, DateTime local, TimeSpan step)
    {
        var start = At(zone, local);
        for (var t = 0; ; t++)
        {
            yield return Instant.FromDateTimeOffset(start + (t * step)).InZone(zone).ToDateTimeOffset();
        }
    }
}
