using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>A column per series beside one of times; one of them is read.</summary>
internal static class ColumnsPanel
{
    public static WrittenPanel Of(Random random)
    {
        var step = TimeDialect.Of(random);
        var format = step.Formats.Where(format => !format.Contains(';', StringComparison.Ordinal))
            .ElementAt(random.Next(step.Formats.Length - (step.Formats.Any(one => one.Contains(';', StringComparison.Ordinal)) ? 1 : 0)));
        var (start, chinese, numbers) = (TimeDialect.Start(random), random.Next(5) == 0, NumberDialect.Of(random));
        var ids = WrittenIds.Of(random, chinese, random.Next(2, 5));
        var length = random.Next(24, 60);
        var rows = Enumerable.Range(0, length)
            .Select(t => (Time: step.Next(start, t),
                Values: ids.Select(_ => t > 0 && t < length - 1 ? numbers.NextOrMissing(random, 25) : numbers.Next(random)).ToArray()))
            .ToList();
        var target = random.Next(ids.Length);
        var series = new Dictionary<string, IReadOnlyList<(DateTimeOffset, double)>>
        {
            [ids[target]] = [.. rows.Where(row => !double.IsNaN(row.Values[target].Value))
                .Select(row => (new DateTimeOffset(row.Time, TimeSpan.Zero), row.Values[target].Value))],
        };
        var place = random.Next(ids.Length + 1);
        IReadOnlyList<string> With(string time, IEnumerable<string> others) => [.. others.Take(place), time, .. others.Skip(place)];
        var content = TextDialect.Of(random, numbers, chinese).Write(
            random,
            With(chinese ? "日期" : "date", ids),
            rows.Select(row => With(TimeDialect.Write(row.Time, format), row.Values.Select(value => value.Text))));
        return new WrittenPanel("a column per series", content, new ColumnChoice { Target = ids[target] }, series);
    }
}
