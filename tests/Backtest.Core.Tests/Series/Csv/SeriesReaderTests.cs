using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Series.Csv;

public sealed class SeriesReaderTests
{
    private static readonly double[] OneTwoThree = [1, 2.5, 3];

    [Theory]
    [InlineData("1\n2.5\n3\n")]
    [InlineData("1\r\n2.5\r\n3")]
    [InlineData("\n1\n\n2.5\n3\n\n")]
    [InlineData("sales\n1\n2.5\n3\n")]
    [InlineData("消费\n1\n2.5\n3\n")]
    [InlineData("NA\n1\n2.5\n3\n")]
    [InlineData("\"\"\n1\n2.5\n3\n")]
    [InlineData("1\r2.5\r3\r")]
    [InlineData("1;\n2,5;\n3;\n", "1")]
    [InlineData(",sales\n2020-01-01,1\n2020-01-02,2.5\n2020-01-03,3\n")]
    [InlineData("\"date; day\",\"sales; \"\"net\"\"\"\n2020-01-01,1\n2020-01-02,2.5\n2020-01-03,3\n")]
    [InlineData("date;Umsatz, netto\n2020-01-01;+1,0\n2020-01-02;2,5\n2020-01-03;0,3e1\n")]
    [InlineData("2020-01-01,1\n2020-01-02,2.5\n2020-01-03,3")]
    [InlineData("\"sales\"\n\"1\"\n\" 2.5\"\n3e0\n")]
    [InlineData("date;sales\n2020-01-01;1\n2020-01-02;2,5\n2020-01-03;3\n")]
    [InlineData("date\tsales\n2020-01-01\t1\n2020-01-02\t2,5\n2020-01-03\t3\n")]
    [InlineData("year,sales\n1990,1\n1991,2.5\n1992,3\n")]
    [InlineData("unique_id,ds,y\nA,2020-01-01,1\nA,2020-01-02,2.5\nA,2020-01-03,3\n")]
    [InlineData("unique_id,ds,y\nA,1,1\nA,2,2.5\nA,3,3\n")]
    public void Every_dialect_gives_the_same_values(string text, string? target = null) =>
        Assert.Equal(OneTwoThree, Upload.Read(text, target).Values);

    [Fact]
    public void A_series_begins_with_its_first_value()
    {
        var series = Upload.Read("ds,y\n2020-01-01,\n2020-01-02,NA\n2020-01-04,1\n2020-01-05,\n2020-01-06,3\n");

        Assert.Equal([1, double.NaN, 3], series.Values);
        Assert.Equal([new DateTime(2020, 1, 4), new DateTime(2020, 1, 5), new DateTime(2020, 1, 6)], series.Timestamps!);
        Assert.Equal(new DateTime(2020, 1, 7), series.TimestampsAfter(1)![0]);
        Assert.Contains("The first 3 rows have no value and were left out.", series.Notes!);
    }

    [Fact]
    public void The_day_of_a_month_survives_what_is_left_out()
    {
        // The step goes by the 30th; of the values the first is of 28 February.
        var series = Upload.Read("ds,y\n2021-01-30,\n2021-02-28,1\n2021-03-30,2\n2021-04-30,3\n2021-05-30,4\n");

        Assert.Equal(new DateTime(2021, 6, 30), series.TimestampsAfter(1)![0]);
        Assert.Equal(4, series.Length - series.Missing);
    }

    [Fact]
    public void A_date_that_is_left_out_is_a_missing_value()
    {
        var series =
            Upload.Read("ds,y\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n2020-01-04,4\n2020-01-06,6\n2020-01-07,\n2020-01-08,NA\n");

        Assert.Equal([1, 2, 3, 4, double.NaN, 6, double.NaN, double.NaN], series.Values);
        Assert.Equal(3, series.Missing);
        Assert.Equal(7, series.Spacing!.NaturalSeasonLength);
        Assert.Contains("1 of 8 times were not in the file", Assert.Single(series.Notes!));
    }

    [Fact]
    public void Newest_first_is_turned_round()
    {
        var series = Upload.Read("ds,y\n2020-01-03,3\n2020-01-02,2.5\n2020-01-01,1\n");

        Assert.Equal(OneTwoThree, series.Values);
        Assert.Equal(new DateTime(2020, 1, 1), series.Timestamps![0]);
    }

    [Fact]
    public void Event_times_become_intervals_in_days_or_hours()
    {
        Assert.Equal([1, 2.5], Upload.Read("消费时间\n2023-01-01 00:00:00\n2023-01-02 00:00:00\n2023-01-04 12:00:00\n").Values);
        Assert.Equal([1, 2.5], Upload.Read("visit\n2023/1/1 0:00\n2023/1/1 1:00\n2023/1/1 3:30\n").Values);
    }

    [Fact]
    public void The_target_names_one_of_several_columns()
    {
        const string Text = "date,visits,sales\n2020-01-01,5,1\n2020-01-02,6,2.5\n2020-01-03,7,3\n";

        Assert.Equal(OneTwoThree, Upload.Read(Text, "sales").Values);
        var problem = Upload.Problem(Text);
        Assert.Contains("2 value columns", problem.What);
        Assert.Contains("'visits', 'sales'", problem.Right);
        Assert.Contains("'2020-01-01' is not a number.", Upload.Problem(Text, target: "date").What);
        Assert.Contains("2 columns are named 'y'", Upload.Problem("date,y,y\n2020-01-01,1,2\n", target: "y").What);
    }

    [Fact]
    public void A_column_without_a_name_goes_by_its_number()
    {
        const string Text = "2020-01-01,5,1\n2020-01-02,6,2.5\n2020-01-03,7,3\n";

        Assert.Contains(": 2, 3.", Upload.Problem(Text).Right);
        Assert.Equal(OneTwoThree, Upload.Read(Text, "3").Values);
    }

    [Fact]
    public void Times_without_a_regular_step_are_kept_in_order_and_noted()
    {
        var series = Upload.Read("ds,y\n2020-01-01,1\n2020-01-05,2.5\n2020-03-07,3\n");

        Assert.Equal(OneTwoThree, series.Values);
        Assert.Null(series.Spacing);
        Assert.Null(series.TimestampsAfter(1));
        Assert.Contains("no regular step", Assert.Single(series.Notes!));
    }

    [Fact]
    public void Blank_lines_between_values_without_dates_are_noted()
    {
        Assert.Contains("2 blank lines between", Assert.Single(Upload.Read("sales\n1\n\n2.5\n  \n3\n\n").Notes!));
        Assert.Null(Upload.Read("\nsales\n\n1\n2.5\n3\n\n").Notes);
    }

    [Theory]
    [InlineData("", "The file is empty.", null)]
    [InlineData("\n\n", "The file is empty.", null)]
    [InlineData("date,sales\n", "The file has a header but no values.", "line 1")]
    [InlineData("sales\n1\ntwo\n3\n", "'two' is not a number.", "line 3, column 'sales'")]
    [InlineData("1\ntwo\n3\n", "'two' is not a number.", "line 2")]
    [InlineData(
        "date,sales\n2020-01-01,1\n\n2020-01-02,5%\n",
        "'5%' is not written like the other numbers: some have a unit and others have none.",
        "line 4, column 'sales'")]
    [InlineData("sales\n1\nInfinity\n", "'Infinity' is not a finite number.", "line 3, column 'sales'")]
    [InlineData("sales\n1\n-1e999\n", "'-1e999' is not a finite number.", "line 3, column 'sales'")]
    [InlineData("sales\n1\n2\"3\n", "A quotation mark is out of place.", "line 3")]
    [InlineData("note,sales\n\"two\nlines\",1\nb\n", "The row has 1 cell, but the others have 2.", "line 4")]
    [InlineData(
        "date;sales\n2020-01-01;1.25\n2020-01-02;NA\n2020-01-03;999,5\n",
        "'1.25' has a decimal point and '999,5' a decimal comma.",
        "line 4, column 'sales'")]
    [InlineData(
        "date;sales\n2020-01-01;$5\n2020-01-02;5 €\n",
        "'5 €' is not written like the other numbers: they have a different unit.",
        "line 3, column 'sales'")]
    [InlineData("sales\n1-2\n", "'1-2' is not a number.", "line 2, column 'sales'")]
    [InlineData("sales\n0x10\n", "'0x10' is not a number.", "line 2, column 'sales'")]
    [InlineData("sales\nlook: \u001B[31mred\n", "'look: \uFFFD[31mred' is not a number.", "line 2, column 'sales'")]
    [InlineData(
        "sales\n1\nabcdefghijklmnopqrstuvwxyz0123456789abc𠮷defg\n",
        "'abcdefghijklmnopqrstuvwxyz0123456789abc...' is not a number.",
        "line 3, column 'sales'")]
    [InlineData("x", "The file has a header but no values.", "line 1")]
    [InlineData("\"\"", "The series 'x' has no value at all.", null)]
    [InlineData(",", "The file is empty.", null)]
    [InlineData(
        "sales\n\"1,234\"\n",
        "The comma in '1,234' may be a decimal mark or a thousands separator, and no number in the column tells which.",
        "line 2, column 'sales'")]
    [InlineData("date,sales\n2020-01-01,1\n2020-01-02\n", "The row has 1 cell, but the others have 2.", "line 3")]
    [InlineData("date,sales\n2020-01-01,1\n2020-01-01,2\n", "The time '2020-01-01' occurs twice.", "line 3, column 'date'")]
    [InlineData("sales\n1\n\"2\n3\n", "A quotation mark is out of place.", "line 3")]
    [InlineData("sales\nNA\nNA\n", "The series 'x' has no value at all.", null)]
    [InlineData("visit\n2020-01-01\n", "A single event time gives no interval.", null)]
    [InlineData("a\0b", "The file is not text in a known encoding.", null)]
    public void Bad_input_is_one_problem_with_its_place(string text, string what, string? where)
    {
        var problem = Upload.Problem(text);

        Assert.Equal((what, where), (problem.What, problem.Where));
        Assert.NotEmpty(problem.Right);
    }

    [Fact]
    public void Each_limit_is_the_most_that_is_accepted()
    {
        Assert.Contains("10 bytes", Upload.Problem("1\n2\n3\n4\n5\n6\n", new CsvLimits { MaxBytes = 10 }).What);
        Assert.Contains("3 columns", Upload.Problem("a,b,c\n1,2,3\n", new CsvLimits { MaxColumns = 2 }).What);
        Assert.Contains("more than 5 cells", Upload.Problem("1,2\n1,2\n1,2\n", new CsvLimits { MaxCells = 5 }).What);
        foreach (var header in new[] { "", "y\n" })
        {
            var limits = new CsvLimits { MaxBytes = 8, MaxColumns = 1, MaxRows = 3 };

            Assert.Equal(
                3, SeriesReader.Read(Encoding.UTF8.GetBytes(header + "1\n2\n3\n"), "x", new ColumnChoice(), limits, Stop)[0].Length);
            Assert.Contains("more than 3 rows", Upload.Problem(header + "1\n2\n3\n4", limits with { MaxBytes = 10 }).What);
        }
    }

    [Fact]
    public void Reading_can_be_cancelled() => Assert.Throws<OperationCanceledException>(
        () => SeriesReader.Read("1\n2\n"u8.ToArray(), "x", new ColumnChoice(), new CsvLimits(), new CancellationToken(canceled: true)));

    [Fact]
    public async Task A_stream_over_the_limit_is_refused_without_reading_on()
    {
        using var endless = new EndlessStream();

        var problem = await Assert.ThrowsAsync<InputException>(
            () => BoundedContent.ReadAsync(endless, 1_000_000, "file", null, TestContext.Current.CancellationToken));

        Assert.True(problem.IsTooLarge);
        Assert.InRange(endless.BytesRead, 1_000_000, 1_100_000);
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_same_bits() => RandomCases.Holds(
        from values in Number.NonEmptyListOf()
        from missing in Gen.Choose(0, 4).ListOf(values.Count)
        from delimiter in Gen.Elements(',', ';', '\t')
        from dated in Gen.Elements(true, false)
        from header in Gen.Elements(true, false)
        from newLine in Gen.Elements("\n", "\r\n")
        from quoted in Gen.Elements(true, false)
        from missingCell in Gen.Elements("", "NA", "na")
        from encoding in Gen.Elements<Encoding>(
            new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode)
        select (Values: values.Zip(missing, (value, zero) => zero == 0 ? double.NaN : value).Prepend(1).ToArray(),
            delimiter, dated, header, newLine, quoted, missingCell, encoding),
        input =>
        {
            var (values, delimiter, dated, header, newLine, quoted, missingCell, encoding) = input;
            string Cell(string text) => quoted || text.Length == 0 ? $"\"{text}\"" : text;
            string Number(double value)
            {
                var number = double.IsNaN(value) ? missingCell : value.ToString("R", CultureInfo.InvariantCulture);
                return delimiter == ';' && dated ? number.Replace('.', ',') : number;
            }

            var text = new StringBuilder(header ? (dated ? $"{Cell("when")}{delimiter}{Cell("值")}" : Cell("值")) + newLine : "");
            for (var t = 0; t < values.Length; t++)
            {
                var date = new DateTime(2000, 1, 1).AddDays(t).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                text.Append(dated ? $"{Cell(date)}{delimiter}" : "").Append(Cell(Number(values[t]))).Append(newLine);
            }

            var read = Upload.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())]);

            Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Values.Select(BitConverter.DoubleToInt64Bits));
        }, 400);

    [Fact]
    public void Any_rows_that_are_left_out_become_missing_values() => RandomCases.Holds(
        from values in RandomCases.Series(20, 60)
        from first in Gen.Choose(1, values.Length - 2)
        from second in Gen.Choose(1, values.Length - 2)
        select (values, first, second),
        input =>
        {
            var text = new StringBuilder("ds,y\n");
            var expected = (double[])input.values.Clone();
            foreach (var (t, value) in input.values.Index())
            {
                if (t == input.first || t == input.second)
                {
                    expected[t] = double.NaN;
                    continue;
                }

                text.Append(CultureInfo.InvariantCulture, $"{new DateTime(2024, 2, 20).AddHours(t):yyyy-MM-dd HH:mm},{value:R}\n");
            }

            Assert.Equal(expected, Upload.Read(text.ToString()).Values);
        });

    private static Gen<double> Number =>
        Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Choose(-30, 30), (mantissa, exponent) => mantissa * Math.Pow(10, exponent));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed class EndlessStream : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => BytesRead; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'1');
            BytesRead += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
