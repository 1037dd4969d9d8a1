using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Hours and parts of them over a clock change, with offsets from UTC.</summary>
internal static class OffsetsPanel
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm", "yyyy-MM-dd HH:mm:ss"];

    public static WrittenPanel Of(Random random)
    {
        var (zone, numbers, format) = (Zones.Of(random), NumberDialect.Of(random), Formats[random.Next(Formats.Length)]);
        var step = TimeSpan.FromMinutes(new[] { 15, 30, 60, 60, 60, 180 }[random.Next(6)]);
        var times = Zones.From(zone, Zones.Day(random, zone, before: 3), step);
        var rows = ClockRows.Of(random, times, numbers);
        var content = LongTable.Write(
            random, rows, time => TimeDialect.Write(time.DateTime, format) + TimeDialect.Write(time.Offset), numbers, chinese: false);
        return new WrittenPanel("hours with offsets", content, new ColumnChoice(), WrittenRow.ById(rows));
    }
}
