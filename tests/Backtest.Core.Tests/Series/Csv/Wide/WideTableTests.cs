using System.Globalization;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series.Csv.Wide;

/// <summary>Tables with times in columns.</summary>
public sealed class WideTableTests
{
    private static readonly DateTime Start = new(2020, 1, 22);

    /// <summary>Names of daily columns, the day or the month first.</summary>
    [Theory]
    [InlineData("M/d/yy")]
    [InlineData("M/d/yyyy")]
    [InlineData("dd/MM/yyyy")]
    [InlineData("dd.MM.yyyy")]
    [InlineData("yyyyMMdd")]
    [InlineData("yyyy-MM-dd")]
    public void Days_across_are_read_in_the_order_that_all_names_have(string format)
    {
        var days = Enumerable.Range(0, 40).Select(t => Start.AddDays(t)).ToList();
        var text = $"Province,Country,Lat,Long,{string.Join(',', days.Select(day => day.ToString(format, CultureInfo.InvariantCulture)))}\n"
            + $",Italy,41.87,12.56,{string.Join(',', Enumerable.Range(0, 40))}\n,Spain,40.46,-3.74,{string.Join(',', Enumerable.Range(100, 40))}\n";

        var series = Upload.ReadAll(text);

        Assert.Equal(["x.Italy", "x.Spain"], series.Select(one => one.Name));
        Assert.All(series, one => Assert.Equal(days, one.Timestamps!));
        Assert.Equal(Enumerable.Range(100, 40).Select(value => (double)value), series[1].Values);
    }

    /// <summary>Twelve days that are no more equally spaced with the day first than with the month first.</summary>
    [Fact]
    public void Days_across_that_can_be_read_in_two_orders_are_refused()
    {
        var problem = Upload.Problem("store,1/2/20,2/3/20,3/4/20,4/5/20\nA,1,2,3,4\n");

        Assert.Equal("The name of the column '1/2/20' may be day first or month first, and no other name tells which.", problem.What);
        Assert.Equal("line 1", problem.Where);
        Assert.Equal(
            new DateTime(2020, 2, 1),
            Assert.Single(
                Upload.ReadAll("store,1/2/20,2/3/20,3/4/20,4/5/20\nA,1,2,3,4\n", new ColumnChoice { Format = "dayFirst" })).Timestamps![0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Months_of_six_digits_across_are_a_header(int months)
    {
        var times = Enumerable.Range(0, 20).Select(t => new DateTime(2004, 5, 1).AddMonths(months * t)).ToList();
        var text = $"store,{string.Join(',', times.Select(time => $"{time:yyyyMM}"))}\nA,{string.Join(',', Enumerable.Range(1, 20).Select(t => 31 * t % 20))}\n";

        Assert.Equal(times, Upload.Read(text).Timestamps!);
    }

    /// <summary>If the only row lacks a value, the header is not a row.</summary>
    [Fact]
    public void A_single_row_may_lack_values()
    {
        var series = Upload.Read("store,2004-01-01,2004-04-01,2004-07-01,2004-10-01\nA,1.5,..,2.5,3.5\n");

        Assert.Equal([1.5, double.NaN, 2.5, 3.5], series.Values);
        Assert.Equal(3, series.Spacing!.Months);
    }

    [Fact]
    public void A_line_below_series_in_rows_is_left_out()
    {
        var series = Upload.ReadAll("store,2001,2002,2003\nA,1,2,3\nB,4,5,6\n\nSource: the bank\n");

        Assert.Equal(["x.A", "x.B"], series.Select(one => one.Name));
        Assert.Contains("Line 5 was left out: it stands below the table.", series[0].Notes!);
        Assert.Equal("The row has 2 cells, but the others have 4.", Upload.Problem("store,2001,2002,2003\nA,1,2,3\nB,4,5,6\nC,7\n").What);
    }

    [Fact]
    public void Months_down_may_be_marked_by_an_M()
    {
        var rows = Enumerable.Range(1, 12).Select(month => $"M{month},{month},{12 + month}\n");

        var series = Upload.Read("Month,2015,2016\n" + string.Concat(rows));

        Assert.Equal(Enumerable.Range(1, 24).Select(value => (double)value), series.Values);
        Assert.Equal(new DateTime(2015, 1, 1), series.Timestamps![0]);
    }
}
