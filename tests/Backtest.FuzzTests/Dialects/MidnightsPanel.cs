using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Midnights of a clock over summer time, with their offsets or in UTC.</summary>
internal static class MidnightsPanel
{
    public static WrittenPanel Of(Random random)
    {
        var numbers = NumberDialect.Of(random);
        var inUtc = random.Next(2) == 0;
        var zone = Zones.Of(random);
        var day = Zones.Day(random, zone, before: 20);
        var step = TimeDialect.Named(new[] { "day", "day", "week", "month" }[random.Next(4)]);
        var times = Enumerable.Range(0, int.MaxValue).Select(t => Zones.At(zone, step.Next(day, t)));
        var rows = ClockRows.Of(random, times, numbers);
        var format = random.Next(2) == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd HH:mm";
        var seconds = inUtc && random.Next(3) == 0;
        var content = LongTable.Write(
            random,
            rows,
            time => seconds
                ? TimeDialect.Write(time.UtcDateTime, "seconds")
                : inUtc
                ? TimeDialect.Write(time.UtcDateTime, format) + "Z"
                : TimeDialect.Write(time.DateTime, format) + TimeDialect.Write(time.Offset),
            numbers,
            chinese: false);
        return new WrittenPanel(inUtc
            ? "midnights in UTC"
            : "midnights with offsets", content, new ColumnChoice(), WrittenRow.ById(rows))
        { AnyClock = inUtc };
    }
}
