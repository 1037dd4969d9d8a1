using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Several rows for one time or period, combined by a rule.</summary>
internal static class RepeatsPanel
{
    public static WrittenPanel Of(Random random)
    {
        var rule = Enum.GetValues<RepeatRule>()[random.Next(3)];
        var numbers = NumberDialect.Of(random);
        var byPeriod = random.Next(2) == 0;
        var step = TimeDialect.Named(new[] { "day", "week", "month", "hour" }[random.Next(4)]);
        var start = TimeDialect.Start(random);

        // Periods begin as in the calendar: weeks on Mondays.
        start = step.Name == "week" ? start.AddDays(-(((int)start.DayOfWeek + 6) % 7)) : start;
        var format = step.Name == "hour" || byPeriod ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd";
        var (rows, series) = (new List<WrittenRow>(), new Dictionary<string, IReadOnlyList<(DateTimeOffset, double)>>());
        foreach (var id in WrittenIds.Of(random, chinese: false, random.Next(3) > 0 ? 1 : 2))
        {
            var (length, values) = (random.Next(24, 60), new List<(DateTimeOffset, double)>());
            for (var t = 0; t < length; t++)
            {
                var (from, to) = (step.Next(start, t), step.Next(start, t + 1));
                var some = Enumerable.Range(0, random.Next(1, 4))
                    .Select(_ => byPeriod ? from.AddSeconds(random.Next((int)(to - from).TotalSeconds)) : from)
                    .Order()
                    .Select(time => (Time: time, Number: numbers.NextOrMissing(random, t is 0 || t == length - 1 ? int.MaxValue : 25)))
                    .ToList();
                rows.AddRange(
                    some.Select(one => new WrittenRow(id, new DateTimeOffset(one.Time, TimeSpan.Zero), one.Number.Text, one.Number.Value)));
                var present = some.Select(one => one.Number.Value).Where(value => !double.IsNaN(value)).ToList();
                if (present.Count > 0)
                {
                    values.Add((new DateTimeOffset(from, TimeSpan.Zero),
                        rule switch { RepeatRule.Sum => present.Sum(), RepeatRule.Mean => present.Average(), _ => present[^1] }));
                }
            }

            series[id] = values;
        }

        // The last of several is the last in the file.
        var content = LongTable.Write(
            random, rows, time => TimeDialect.Write(time.DateTime, format), numbers, chinese: false, inOrder: rule == RepeatRule.Last);
        var choice = new ColumnChoice { Repeats = rule, Step = byPeriod ? step.Name : null };
        return new WrittenPanel(byPeriod ? "repeats within a step" : "repeats", content, choice, series) { Tolerance = 1e-9 };
    }
}
