using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Rows for only some of the times; the others count as zero.</summary>
internal static class ZeroFillPanel
{
    private static readonly string[] Steps = ["year", "quarter", "month", "week", "day", "workingDay", "hour", "15 minutes"];

    public static WrittenPanel Of(Random random)
    {
        var step = TimeDialect.Named(Steps[random.Next(Steps.Length)]);
        var isSparse = random.Next(2) == 0;
        var format = step.Formats[0];
        var (start, numbers) = (TimeDialect.Start(random), NumberDialect.Of(random));
        var (rows, series) = (new List<WrittenRow>(), new Dictionary<string, IReadOnlyList<(DateTimeOffset, double)>>());
        foreach (var id in WrittenIds.Of(random, chinese: false, random.Next(3) > 0 ? 1 : 2))
        {
            var (length, values) = (random.Next(40, 120), new List<(DateTimeOffset, double)>());
            for (var t = 0; t < length; t++)
            {
                var time = new DateTimeOffset(step.Next(start, t), TimeSpan.Zero);
                var isEnd = t is 0 || t == length - 1;
                if (!isEnd && random.NextDouble() > (isSparse ? 0.4 : 0.9))
                {
                    values.Add((time, 0));
                    continue;
                }

                var (number, value) = isEnd ? numbers.Next(random) : numbers.NextOrMissing(random, 25);
                rows.Add(new WrittenRow(id, time, number, value));
                if (!double.IsNaN(value))
                {
                    values.Add((time, value));
                }
            }

            series[id] = values;
        }

        // A few times do not determine the step, so it is given.
        var content = LongTable.Write(random, rows, time => TimeDialect.Write(time.DateTime, format), numbers, chinese: false);
        return new WrittenPanel(
            isSparse ? "few of the times, others are zero" : "most of the times, others are zero",
            content,
            new ColumnChoice { Fill = FillRule.Zero, Step = isSparse ? step.Name : null },
            series);
    }
}
