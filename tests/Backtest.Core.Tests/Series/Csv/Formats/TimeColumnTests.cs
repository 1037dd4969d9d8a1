using System.Globalization;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Series.Csv.Formats;

public sealed class TimeColumnTests
{
    [Theory]
    [InlineData("1949-01,1949-02,1949-03", 1)]
    [InlineData("31.01.2020,29.02.2020,31.03.2020", 1)]
    [InlineData("1959Q1,1959Q2,1959Q3", 3)]
    [InlineData("1959-Q4,1960-q1,1960 Q2", 3)]
    [InlineData("2020年1月,2020年2月,2020年3月", 1)]
    [InlineData("2020年1月31日,2020年2月29日,2020年3月31日", 1)]
    [InlineData("1/13/2020,2/13/2020,3/13/2020", 1)]
    [InlineData("13/1/2020,13/2/2020,13/3/2020", 1)]
    [InlineData("20200101,20200201,20200301", 1)]
    [InlineData("1990,1991,1992", 12)]
    public void Dates_in_common_forms_are_understood(string dates, int months)
    {
        var series = Upload.Read("date;y\n" + string.Join('\n', dates.Split(',').Select((date, k) => $"{date};{k}")));

        Assert.Equal(months, series.Spacing!.Months);
        Assert.Equal([series.Timestamps![0].AddMonths(3 * months).Month], series.TimestampsAfter(1)!.Select(time => time.Month));
    }

    [Theory]
    [InlineData("2020-03-01 06:30")]
    [InlineData("2020/3/1 6:30:00")]
    [InlineData("2020-03-01T06:30")]
    [InlineData("2020-03-01T06:30Z")]
    [InlineData("2020-03-01T06:30:00.000")]
    [InlineData("2020-03-01T06:30:00.0000000Z")]
    [InlineData("2020-03-01T08:30:00+02:00")]
    [InlineData("2020-03-01 06:30:00+00:00")]
    [InlineData("2020-03-01 01:00:00.5-05:30", 0.5)]
    [InlineData("2020年3月1日 6:30")]
    [InlineData("1 March 2020 6:30 am")]
    [InlineData("2020-03-01T07:30:00+01:00[Europe/Paris]")]
    [InlineData("2020-03-01 07:30 CET")]
    [InlineData("1583044200")]
    [InlineData("1583044200000")]
    [InlineData("1583044200000000000")]
    [InlineData("202003010630")]
    public void Times_are_read_to_the_fraction_and_with_their_offset(string text, double seconds = 0) => Assert.Equal(
        new DateTimeOffset(2020, 3, 1, 6, 30, 0, TimeSpan.Zero).AddSeconds(seconds), Upload.Read($"time,y\n{text},1\n").TimeAt(0));

    [Fact]
    public void Every_form_gives_the_time_that_was_written() => RandomCases.Holds(
        from second in Gen.Choose(0, 1_900_000_000).ListOf(4)
        from form in Gen.Elements(
            "yyyy-MM-dd HH:mm:ss",
            "yyyy/M/d H:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            "dd.MM.yyyy HH:mm:ss",
            "yyyyMMdd HH:mm:ss")
        select (Times: second.Distinct().Order().Select(s => DateTime.UnixEpoch.AddSeconds(s)).ToArray(), form),
        input => Assert.Equal(
            input.Times,
            Upload.Read("when;y\n" + string.Join(
                '\n', input.Times.Select(time => time.ToString(input.form, CultureInfo.InvariantCulture) + ";1"))).Timestamps!));

    [Fact]
    public void One_date_tells_the_form_of_the_whole_column()
    {
        Assert.Equal(new DateTime(2020, 2, 1), Upload.Read("date,y\n01/02/2020,1\n13/02/2020,2\n").Timestamps![0]);
        Assert.Equal(new DateTime(2020, 1, 2), Upload.Read("date,y\n01/02/2020,1\n02/13/2020,2\n").Timestamps![0]);

        // The same day and month everywhere reads alike both ways.
        Assert.Equal(new DateTime(2020, 2, 2), Upload.Read("date,y\n01/01/2020,1\n02/02/2020,2\n").Timestamps![1]);
    }

    [Theory]
    [InlineData(
        "date,y\n01/02/2020,1\n02/03/2020,2\n", "'01/02/2020' may be day first or month first, and no date in the column tells which.", 2)]
    [InlineData("date,y\n2020-01-01,1\n2020-13-01,2\n", "'2020-13-01' is not a date or time like the ones above it.", 3)]
    [InlineData("date,y\n2021-02-28,1\n2021-02-29,2\n", "'2021-02-29' is not a date or time like the ones above it.", 3)]
    [InlineData("date,y\n13/01/2020,1\n01/14/2020,2\n", "'01/14/2020' is not a date or time like the ones above it.", 3)]
    [InlineData("date,y\n2020-01-01,1\n2020-01-02 25:00,2\n", "'2020-01-02 25:00' is not a date or time like the ones above it.", 3)]
    [InlineData("date,y\n2020-01-01,1\n,2\n", "The row has no date or time.", 3)]
    [InlineData("date,y\n,1\n2020-01-02,2\n", "The row has no date or time.", 2)]
    public void What_is_no_date_is_a_problem_with_its_line(string text, string what, int line)
    {
        var problem = Upload.Problem(text);

        Assert.Equal((what, $"line {line}, column 'date'"), (problem.What, problem.Where));
        Assert.Contains("yyyy-MM-dd", problem.Right);
    }

    [Fact]
    public void Numbers_of_eight_digits_are_values_unless_the_header_says_otherwise()
    {
        Assert.Equal([12101230, 12101130, 98765432], Upload.Read("sales\n12101230\n12101130\n98765432\n").Values);
        Assert.Equal([20200101, 20200103], Upload.Read("20200101\n20200103\n").Values);
        Assert.Equal([2], Upload.Read("date\n20200101\n20200103\n").Values);
    }
}
