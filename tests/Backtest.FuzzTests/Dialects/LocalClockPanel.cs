using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Hours over a clock change without offsets, or in UTC with the name of the time zone.</summary>
internal static class LocalClockPanel
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm"];

    public static WrittenPanel Of(Random random)
    {
        var (numbers, format, kind) = (NumberDialect.Of(random), Formats[random.Next(Formats.Length)], random.Next(3));
        var zone = Zones.Of(random, wholeHours: true);
        var step = TimeSpan.FromMinutes(new[] { 15, 30, 60, 60, 60 }[random.Next(5)]);
        var rows =
            ClockRows.Of(random, Zones.From(zone, Zones.Day(random, zone, before: 3), step), numbers, time => Zones.IsTwice(zone, time));
        var choice = kind == 0 ? new ColumnChoice() : new ColumnChoice { TimeZone = zone.Id };
        string Time(DateTimeOffset time) =>
            kind == 2 ? TimeDialect.Write(time.UtcDateTime, format) + "Z" : TimeDialect.Write(time.DateTime, format);

        // Only the order distinguishes the two times of a repeated hour, and only if both exist.
        var content = LongTable.Write(random, rows, Time, numbers, chinese: false, inOrder: kind < 2);
        var series = WrittenRow.ById(kind == 0
            ? rows.Select(row => row with { Time = new DateTimeOffset(row.Time.DateTime, TimeSpan.Zero) })
            : rows);
        return new WrittenPanel(
            kind switch { 0 => "local hours", 1 => "local hours of a zone", _ => "hours in UTC of a zone" }, content, choice, series);
    }
}
