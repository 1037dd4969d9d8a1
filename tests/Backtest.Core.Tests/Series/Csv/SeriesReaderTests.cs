using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Core.Tests.Properties;
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
    [InlineData("\"sales\"\n\"1\"\n\" 2.5\"\n3e0\n")]
    [InlineData("date;sales\n2020-01-01;1\n2020-01-02;2,5\n2020-01-03;3\n")]
    [InlineData("date\tsales\n2020-01-01\t1\n2020-01-02\t2,5\n2020-01-03\t3\n")]
    [InlineData("year,sales\n1990,1\n1991,2.5\n1992,3\n")]
    [InlineData("unique_id,ds,y\nA,2020-01-01,1\nA,2020-01-02,2.5\nA,2020-01-03,3\n")]
    [InlineData("unique_id,ds,y\nA,1,1\nA,2,2.5\nA,3,3\n")]
    public void Every_dialect_gives_the_same_values(string text) => Assert.Equal(OneTwoThree, Read(text).Values);

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("GB18030", false)]
    public void Every_encoding_is_recognised(string name, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("消费时间,销量\n2020-01-01,1\n2020-01-02,2.5\n2020-01-03,3\n")];

        Assert.Equal(OneTwoThree, Read(bytes).Values);
    }

    [Theory]
    [InlineData("1949-01,1949-02,1949-03", 1)]
    [InlineData("31.01.2020,29.02.2020,31.03.2020", 1)]
    [InlineData("1959Q1,1959Q2,1959Q3", 3)]
    [InlineData("2020年1月,2020年2月,2020年3月", 1)]
    [InlineData("1/13/2020,2/13/2020,3/13/2020", 1)]
    public void Dates_in_common_forms_are_understood(string dates, int months)
    {
        var series = Read("date;y\n" + string.Join('\n', dates.Split(',').Select((date, k) => $"{date};{k}")));

        Assert.Equal(months, series.Spacing!.Months);
        Assert.Equal([series.Timestamps![0].AddMonths(3 * months).Month], series.TimestampsAfter(1)!.Select(time => time.Month));
    }

    [Fact]
    public void A_date_that_is_left_out_is_a_missing_value()
    {
        var series = Read("ds,y\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n2020-01-04,4\n2020-01-06,6\n2020-01-07,\n2020-01-08,NA\n");

        Assert.Equal([1, 2, 3, 4, double.NaN, 6, double.NaN, double.NaN], series.Values);
        Assert.Equal(3, series.Missing);
        Assert.Equal(7, series.Spacing!.NaturalSeasonLength);
        Assert.Contains("1 of 8 times were not in the file", Assert.Single(series.Notes!));
    }

    [Fact]
    public void Newest_first_is_turned_round()
    {
        var series = Read("ds,y\n2020-01-03,3\n2020-01-02,2.5\n2020-01-01,1\n");

        Assert.Equal(OneTwoThree, series.Values);
        Assert.Equal(new DateTime(2020, 1, 1), series.Timestamps![0]);
    }

    [Fact]
    public void Event_times_become_intervals_in_days_or_hours()
    {
        Assert.Equal([1, 2.5], Read("消费时间\n2023-01-01 00:00:00\n2023-01-02 00:00:00\n2023-01-04 12:00:00\n").Values);
        Assert.Equal([1, 2.5], Read("visit\n2023/1/1 0:00\n2023/1/1 1:00\n2023/1/1 3:30\n").Values);
    }

    [Fact]
    public void The_long_format_gives_a_series_per_id()
    {
        var series = SeriesReader.Read(
            "unique_id,ds,y\nA,2020-01-01,1\nB,2020-01-01,10\nA,2020-01-02,2\nB,2020-01-02,20\n"u8, "shop", null, new CsvLimits(), Stop);

        Assert.Equal(["shop.A", "shop.B"], series.Select(one => one.Name));
        Assert.Equal([10, 20], series[1].Values);
    }

    [Fact]
    public void The_target_names_one_of_several_columns()
    {
        var bytes = "date,visits,sales\n2020-01-01,5,1\n2020-01-02,6,2.5\n2020-01-03,7,3\n"u8;

        Assert.Equal(OneTwoThree, SeriesReader.Read(bytes, "x", "sales", new CsvLimits(), Stop)[0].Values);
        var problem = Problem(bytes.ToArray());
        Assert.Contains("2 value columns", problem.What);
        Assert.Contains("'visits', 'sales'", problem.Right);
    }

    [Theory]
    [InlineData("", "The file is empty.", null)]
    [InlineData("\n\n", "The file is empty.", null)]
    [InlineData("date,sales\n", "The file has a header and no values.", "line 1")]
    [InlineData("sales\n1\ntwo\n3\n", "'two' is not a number.", "line 3, column 'sales'")]
    [InlineData("1\ntwo\n3\n", "'two' is not a number.", "line 2")]
    [InlineData("date,sales\n2020-01-01,1\n\n2020-01-02,5%\n", "'5%' is not a number.", "line 4, column 'sales'")]
    [InlineData("sales\n1\nNaN\n", "'NaN' is not a finite number.", "line 3, column 'sales'")]
    [InlineData("sales\n1\nInfinity\n", "'Infinity' is not a finite number.", "line 3, column 'sales'")]
    [InlineData("sales\n1\n-1e999\n", "'-1e999' is not a finite number.", "line 3, column 'sales'")]
    [InlineData("sales\n\"1,234\"\n", "'1,234' is not a number.", "line 2, column 'sales'")]
    [InlineData("date,sales\n2020-01-01,1\n2020-01-02\n", "The row has 1 cells, the first row 2.", "line 3")]
    [InlineData("date,sales\n2020-01-01,1\n2020-01-01,2\n", "The time '2020-01-01' occurs twice.", "line 3, column 'date'")]
    [InlineData("date,sales\n2020-01-01,1\n2020-01-03,2\n2020-01-02,3\n", "The time '2020-01-02' is out of order.", "line 4, column 'date'")]
    [InlineData("date,sales\n2020-01-01,1\n2020-13-01,2\n", "'2020-13-01' is not a date or time like the ones above it.", "line 3, column 'date'")]
    [InlineData("date,sales\n01/02/2020,1\n02/03/2020,2\n", "'01/02/2020' may be day first or month first, and no date in the column tells which.", "line 2, column 'date'")]
    [InlineData("sales\n1\n\"2\n3\n", "A quotation mark stands where none may be.", "line 3")]
    [InlineData("sales\nNA\nNA\n", "The series 'x' has no value at all.", null)]
    [InlineData("visit\n2020-01-01\n", "One event time has no interval.", null)]
    [InlineData("a\0b", "The file is not text in a known encoding.", null)]
    public void Bad_input_is_one_problem_with_its_place(string text, string what, string? where)
    {
        var problem = Problem(Encoding.UTF8.GetBytes(text));

        Assert.Equal((what, where), (problem.What, problem.Where));
        Assert.NotEmpty(problem.Right);
    }

    [Fact]
    public void Each_limit_is_a_problem()
    {
        Assert.Contains("10 bytes", Problem("1\n2\n3\n4\n5\n6\n"u8.ToArray(), new CsvLimits { MaxBytes = 10 }).What);
        Assert.Contains("more than 3 rows", Problem("1\n2\n3\n4\n5\n"u8.ToArray(), new CsvLimits { MaxRows = 3 }).What);
        Assert.Contains("3 columns", Problem("a,b,c\n1,2,3\n"u8.ToArray(), new CsvLimits { MaxColumns = 2 }).What);
        Assert.Contains("more than 1 series", Problem("unique_id,ds,y\nA,1,1\nB,1,1\n"u8.ToArray(), new CsvLimits { MaxSeries = 1 }).What);
    }

    [Fact]
    public async Task A_stream_over_the_limit_is_refused_without_reading_on()
    {
        using var endless = new EndlessStream();

        var problem = await Assert.ThrowsAsync<InputException>(
            () => BoundedContent.ReadAsync(endless, 1_000_000, "file", TestContext.Current.CancellationToken));

        Assert.True(problem.IsTooLarge);
        Assert.InRange(endless.BytesRead, 1_000_000, 1_100_000);
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_same_bits() => RandomCases.Holds(
        from values in Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Choose(-30, 30), (mantissa, exponent) => mantissa * Math.Pow(10, exponent)).NonEmptyListOf()
        from dialect in Gen.Elements(',', ';', '\t')
        from dated in Gen.Elements(true, false)
        from header in Gen.Elements(true, false)
        from newLine in Gen.Elements("\n", "\r\n")
        select (Values: values.ToArray(), dialect, dated, header, newLine),
        input =>
        {
            var (values, delimiter, dated, header, newLine) = input;
            var text = new StringBuilder();
            if (header)
            {
                text.Append(dated ? $"when{delimiter}value" : "value").Append(newLine);
            }

            for (var t = 0; t < values.Length; t++)
            {
                var date = new DateTime(2000, 1, 1).AddDays(t).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                var number = values[t].ToString("R", CultureInfo.InvariantCulture);
                var cell = delimiter == ';' && dated ? number.Replace('.', ',') : number;
                text.Append(dated ? $"{date}{delimiter}" : "").Append(cell).Append(newLine);
            }

            Assert.Equal(values, Read(text.ToString()).Values);
        });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static TimeSeries Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static TimeSeries Read(byte[] bytes) => Assert.Single(SeriesReader.Read(bytes, "x", null, new CsvLimits(), Stop));

    private static InputProblem Problem(byte[] bytes, CsvLimits? limits = null) =>
        Assert.Throws<InputException>(() => SeriesReader.Read(bytes, "x", null, limits ?? new CsvLimits(), Stop)).Problem;

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
