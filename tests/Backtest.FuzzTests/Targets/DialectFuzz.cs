using System.Text;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Dialects;

namespace Backtest.FuzzTests.Targets;

/// <summary>
/// Series written in a random dialect and read back equal the original or are refused; they never differ.
/// </summary>
public sealed class DialectFuzz
{
    // Most tables of each kind are read rather than refused; with few tables the share is left to chance.
    private const double LeastRead = 0.8;
    private const int FewestTables = 200;

    [Fact]
    public void What_is_written_in_any_dialect_is_read_back_or_refused()
    {
        var tables = new SortedDictionary<string, (int Read, int All)>(StringComparer.Ordinal);
        Fuzzer.Run(Shares.Tables, CaseBudget.Small, random =>
        {
            var written = WrittenPanel.Of(random);
            var (read, all) = tables.GetValueOrDefault(written.Kind);
            tables[written.Kind] = (read, all + 1);
            var series = SeriesReader.Read(written.Content, "x", written.Choice, new CsvLimits(), default);
            AssertSame(written, series);
            tables[written.Kind] = (read + 1, all + 1);
        });
        foreach (var (kind, (read, all)) in tables)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {read} of {all} tables were read");
        }

        Assert.All(tables, kind => Assert.True(
            kind.Value.All < FewestTables || kind.Value.Read >= LeastRead * kind.Value.All,
            $"Of the tables with {kind.Key} {kind.Value.Read} of {kind.Value.All} were read."));
    }

    private static void AssertSame(WrittenPanel written, IReadOnlyList<TimeSeries> series)
    {
        if (written.Series.Count != series.Count)
        {
            Fail(written, $"{series.Count} series were read");
        }

        foreach (var (id, values) in written.Series)
        {
            var one = series.Count == 1 ? series[0] : series.SingleOrDefault(candidate => candidate.Name == $"x.{SeriesName.Derive(id)}");
            var read = one is null ? [] : Enumerable.Range(0, one.Length)
                .Where(t => !double.IsNaN(one.Values[t]))
                .Select(t => (Time: one.TimeAt(t)!.Value, Value: one.Values[t]))
                .ToList();
            if (one?.Spacing is null)
            {
                Fail(written, $"'{id}' has no step");
            }

            if (read.Count != values.Count)
            {
                Fail(written, $"'{id}' has {read.Count} values instead of {values.Count}");
            }

            for (var t = 0; t < values.Count; t++)
            {
                if (!(written.AnyClock ? read[t].Time == values[t].Time : read[t].Time.EqualsExact(values[t].Time))
                    || Math.Abs(read[t].Value - values[t].Value) > written.Tolerance * Math.Max(1, Math.Abs(values[t].Value)))
                {
                    Fail(written, $"'{id}' has {read[t]} instead of {values[t]}");
                }
            }
        }
    }

    private static void Fail(WrittenPanel written, string what)
    {
        var text = Encoding.UTF8.GetString(written.Content);
        Assert.Fail(
            $"{written.Kind}, {written.Choice.Repeats}, {written.Choice.Step}, {written.Choice.TimeZone}: {what}:\n{text[..Math.Min(600, text.Length)]}");
    }
}
