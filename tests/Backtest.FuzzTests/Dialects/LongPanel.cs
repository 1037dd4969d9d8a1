using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>A row per series and time.</summary>
internal static class LongPanel
{
    public static WrittenPanel Of(Random random)
    {
        var step = TimeDialect.Of(random);
        var format = step.Formats[random.Next(step.Formats.Length)];
        var start = TimeDialect.Start(random);
        var chinese = random.Next(5) == 0;
        var numbers = NumberDialect.Of(random);
        var offset = format.Contains("HH", StringComparison.Ordinal)
            && !format.Contains("date", StringComparison.Ordinal)
            && format != "yyyyMMddHHmm"
            && random.Next(3) == 0
            ? TimeSpan.FromMinutes(30 * random.Next(-20, 26)) : (TimeSpan?)null;
        var rows = new List<WrittenRow>();
        foreach (var id in WrittenIds.Of(random, chinese, random.Next(3) > 0 ? 1 : random.Next(2, 5)))
        {
            var length = random.Next(24, 60);
            var gap = random.Next(4) == 0 ? random.Next(5, length - 5) : -1;

            // A missing row, except at the ends, and a missing value.
            for (var t = 0; t < length; t++)
            {
                if (t != gap)
                {
                    var (number, value) = t > 0 && t < length - 1 ? numbers.NextOrMissing(random, 25) : numbers.Next(random);
                    rows.Add(new WrittenRow(id, new DateTimeOffset(step.Next(start, t), offset ?? TimeSpan.Zero), number, value));
                }
            }
        }

        var parts = format.Split(';');
        string Time(DateTimeOffset time) => string.Join(';', parts.Select(part => TimeDialect.Write(time.DateTime, part)))
            + (offset is { } known ? TimeDialect.Write(known) : "");

        // A repeated row counts once, except in an hour, which may be that in which clocks are put back.
        var twice = random.Next(10) == 0 && step.Name != "hour";
        var written = twice ? [.. rows.SelectMany(row => Enumerable.Repeat(row, random.Next(20) == 0 ? 2 : 1))] : rows;
        var content = LongTable.Write(random, written, Time, numbers, chinese, numbered: !twice);
        return new WrittenPanel(twice ? "rows that come twice" : "long", content, new ColumnChoice(), WrittenRow.ById(rows));
    }
}
