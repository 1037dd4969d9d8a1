using System.Text;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;

namespace Backtest.FuzzTests.Targets;

/// <summary>Series that are written in a random dialect and read back: they are what was written, or are refused, and never differ.</summary>
public sealed class DialectFuzz
{
    // Of what has no doubt in it much more is read than refused.
    private const double LeastRead = 0.85;

    [Fact]
    public void What_is_written_in_any_dialect_is_read_back_or_refused()
    {
        var (read, all) = (0, 0);
        Fuzzer.Run(Shares.Tables, CaseBudget.Small, random =>
        {
            all++;
            var written = WrittenPanel.Of(random);
            var series = SeriesReader.Read(written.Content, "x", new ColumnChoice(), new CsvLimits(), default);
            AssertSame(written, series);
            read++;
        });
        Assert.True(read >= LeastRead * all, $"{read} of {all} tables were read.");
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
            var read = one is null ? [] : Enumerable.Range(0, one.Length).Where(t => !double.IsNaN(one.Values[t])).Select(t => (Time: one.TimeAt(t)!.Value, Value: one.Values[t])).ToList();
            if (read.Count != values.Count)
            {
                Fail(written, $"'{id}' has {read.Count} values instead of {values.Count}");
            }

            for (var t = 0; t < values.Count; t++)
            {
                if (!read[t].Time.EqualsExact(values[t].Time) || read[t].Value != values[t].Value)
                {
                    Fail(written, $"'{id}' has {read[t]} instead of {values[t]}");
                }
            }
        }
    }

    private static void Fail(WrittenPanel written, string what)
    {
        var text = Encoding.UTF8.GetString(written.Content);
        Assert.Fail($"{what}:\n{text[..Math.Min(600, text.Length)]}");
    }
}
