using System.Text;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;

namespace Backtest.FuzzTests.Targets;

/// <summary>Arbitrary files as series.</summary>
public sealed class SeriesReaderFuzz
{
    private static readonly CsvLimits Limits =
        new() { MaxBytes = 100_000, MaxRows = 5_000, MaxColumns = 50, MaxCells = 20_000, MaxSeries = 100 };

    private static readonly ColumnChoice[] Choices =
    [
        new(),
        new() { Target = "y" },
        new() { Target = "sales", PastCovariates = ["visits"] },
        new() { Target = "demand", PastCovariates = ["temperature"], FutureCovariates = ["dayOff"] },
    ];

    [Fact]
    public void Any_bytes_give_series_or_a_problem() => Fuzzer.Run(Shares.SeriesReader, CaseBudget.Small, random =>
    {
        var content = Mutation.Of(random, Samples.Series[random.Next(Samples.Series.Length)], Samples.Series, Samples.SeriesTokens);
        var columns = random.Next(4) == 0 ? Choices[random.Next(Choices.Length)] : Choices[0];

        var series = SeriesReader.Read(content, "fuzz", columns, Limits, default);

        Assert.InRange(series.Count, 1, Limits.MaxSeries);
        Assert.Equal(series.Count, series.DistinctBy(one => one.Name).Count());
        Assert.All(series, one => CheckSeries(one, series.Count));
    });

    // Rows of columns that are mostly of one kind each: valid and nearly valid ones, of more shapes than the samples have.
    [Fact]
    public void Any_rows_give_series_or_a_problem() => Fuzzer.Run(Shares.SeriesRows, CaseBudget.Small, random =>
    {
        var separator = ",;\t"[random.Next(3)];
        var kinds = Enumerable.Range(0, 1 + random.Next(3)).Select(column => column == 0 ? random.Next(7) : 6 + random.Next(2)).ToArray();
        var text = new StringBuilder();
        var rows = 2 + random.Next(12);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < kinds.Length; column++)
            {
                text.Append(column > 0 ? separator : null)
                    .Append(random.Next(40) == 0 ? Cell(random, random.Next(9), row) : Cell(random, kinds[column], row));
            }

            text.Append(random.Next(20) == 0 ? "\r" : "\n");
        }

        Assert.All(
            SeriesReader.Read(Encoding.UTF8.GetBytes(text.ToString()), "fuzz", Choices[random.Next(2)], Limits, default),
            one => CheckSeries(one, Limits.MaxSeries));
    });

    private static string Cell(Random random, int kind, int row) => kind switch
    {
        0 => $"2020-0{1 + (row / 28)}-{1 + (row % 28):00}",
        1 => $"{1 + row}/{random.Next(1, 32)}/2020",
        2 => $"2020-01-01T{row:00}:{random.Next(0, 61):00}",
        3 => $"{2000 + row}",
        4 => $"\"id {random.Next(2)}\"",
        5 => $"{(char)('a' + random.Next(2))}",
        6 => random.Next(8) == 0 ? "NA" : $"{random.Next(100)}",
        8 => Samples.SeriesTokens[random.Next(Samples.SeriesTokens.Length)],
        _ => FormattableString.Invariant($"{random.NextDouble() * Math.Pow(10, random.Next(-5, 9)):G6}"),
    };

    private static void CheckSeries(TimeSeries series, int siblings)
    {
        SeriesName.Parse(series.Name);
        Assert.True(siblings > 1 || series.Name.StartsWith("fuzz", StringComparison.Ordinal));
        Assert.NotEmpty(series.Values);
        Assert.DoesNotContain(series.Values, double.IsInfinity);
        Assert.True(series.Missing < series.Length);
        if (series.Timestamps is { } times)
        {
            Assert.Equal(series.Length, times.Length);
            for (var k = 1; k < times.Length; k++)
            {
                // A repeated hour when clocks are put back is the only step back.
                Assert.True(times[k] > times[k - 1]
                    || times[k - 1] - times[k] <= TimeSpan.FromHours(1), $"Times {times[k - 1]:O} and {times[k]:O} are out of order.");
            }

            Assert.True(series.TimestampsAfter(20) is not { } after || after[0] > times[^1]);
        }
    }
}
