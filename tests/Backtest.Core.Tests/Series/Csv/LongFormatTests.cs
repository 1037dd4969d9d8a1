using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series.Csv;

public sealed class LongFormatTests
{
    [Theory]
    [InlineData('\t')]
    [InlineData(';')]
    [InlineData('|')]
    [InlineData(',')]
    public void Spaces_within_cells_part_none_where_a_mark_parts_all_lines(char mark)
    {
        // Splitting at spaces would give more dates and times among the cells, and PM as an id.
        var rows = Enumerable.Range(0, 24).SelectMany(hour => new[] { "Rome",
            "Oslo" }.Select(shop => $"5/14/2013 {(hour % 12 == 0 ? 12 : hour % 12)}:00 {(hour < 12 ? "AM" : "PM")}|n|{hour}|{shop}"));

        var series = Upload.ReadAll(string.Join('\n', [.. rows.Prepend("when|note|sold|shop")]).Replace('|', mark));

        Assert.Equal(["x.Oslo", "x.Rome"], series.Select(one => one.Name).Order());
        Assert.All(series, one => Assert.Equal(Enumerable.Range(0, 24).Select(hour => (double)hour), one.Values));
    }

    [Fact]
    public void A_comma_in_numbers_parts_none_where_spaces_part_all_lines()
    {
        var rows = Enumerable.Range(0, 24)
            .SelectMany(hour => new[] { "Rome", "Oslo" }.Select(shop => $"2013-05-14 {hour:00}:00 {hour},5 {shop}"));

        var series = Upload.ReadAll(string.Join('\n', [.. rows]), new ColumnChoice { DecimalMark = "," });

        Assert.Equal(["x.Oslo", "x.Rome"], series.Select(one => one.Name).Order());
        Assert.All(series, one => Assert.Equal(Enumerable.Range(0, 24).Select(hour => hour + 0.5), one.Values));
    }

    [Fact]
    public void A_number_and_a_month_that_a_tab_parts_are_no_date()
    {
        var rows = Enumerable.Range(0, 24).Select(month => $"{5 + (month % 7)}\t{new DateTime(1999, 12, 1).AddMonths(month):MMM yyyy}");

        var series = Upload.Read($"sold\tmonth\n{string.Join('\n', rows)}\n");

        Assert.Equal((24, 12), (series.Length, series.Spacing!.NaturalSeasonLength));
        Assert.Equal(Enumerable.Range(0, 24).Select(month => 5.0 + (month % 7)), series.Values);
    }

    [Fact]
    public void A_number_before_an_id_that_is_the_letter_A_is_no_time_of_the_day()
    {
        // Split at spaces, a row would contain two times: "1 A 2020-01-05" and "13:17". The tabs split it.
        var rows = string.Concat(Enumerable.Range(1, 12).SelectMany(
            month => new[] { "A", "B" }.Select(shop => $"1\t{shop}\t2020-{month:00}-05 13:17\n1\t{shop}\t2020-{month:00}-19 02:04\n")));

        var series = Upload.ReadAll($"sold\tshop\twhen\n{rows}", new ColumnChoice { Step = "month", Repeats = RepeatRule.Sum });

        Assert.Equal(["x.A", "x.B"], series.Select(one => one.Name));
        Assert.All(series, one => Assert.Equal(Enumerable.Repeat(2.0, 12), one.Values));
    }

    [Fact]
    public void There_is_a_series_per_id_in_the_order_of_first_rows()
    {
        var series = Upload.ReadAll("unique_id,ds,y\nB,2020-01-01,10\nA,2020-01-01,1\nB,2020-01-02,20\nA,2020-01-02,2\n");

        Assert.Equal(["x.B", "x.A"], series.Select(one => one.Name));
        Assert.Equal([10, 20], series[0].Values);
        Assert.Equal([1, 2], series[1].Values);
    }

    // Without times, a series is the rows of an id in the order of the file.
    [Theory]
    [InlineData("unique_id,y\nB,1\nB,2\nB,3\nA,10\nA,20\nA,30\n")]
    [InlineData("unique_id;y\nB;1\nA;10\nB;2\nA;20\nB;3\nA;30\n")]
    [InlineData("y,series_id\n1,7\n2,7\n3,7\n10,4\n20,4\n30,4\n")]
    public void Ids_need_no_times(string csv)
    {
        var series = Upload.ReadAll(csv);

        Assert.Equal(2, series.Count);
        Assert.Equal([1, 2, 3], series[0].Values);
        Assert.Equal([10, 20, 30], series[1].Values);
        Assert.All(series, one => Assert.Null(one.Timestamps));
    }

    [Fact]
    public void Names_of_single_rows_are_no_ids() =>
        Assert.Equal([1, 2, 3, 4], Upload.Read("unique_id,y\na,1\nb,2\nc,3\nd,4\n").Values);

    [Fact]
    public void A_single_id_keeps_the_name_of_the_upload() =>
        Assert.Equal("x", Upload.Read("unique_id,ds,y\nshop/7,1,1\nshop/7,2,2\n").Name);

    [Fact]
    public void Columns_may_be_in_any_order_beside_others() =>
        Assert.Equal([1, 2], Upload.Read("y,price,ds,unique_id\n1,9,2020-01-01,A\n2,9,2020-01-02,A\n").Values);

    [Fact]
    public void Counts_for_times_are_put_in_order_and_their_gaps_filled()
    {
        Assert.Equal([10, 20, 30], Upload.Read("unique_id,ds,y\nA,3,30\nA,2,20\nA,1,10\n").Values);

        var series = Upload.Read("unique_id,ds,y\nA,-1,1\nA,0,2\nA,1,3\nA,2,4\nA,4,6\n");
        Assert.Equal([1, 2, 3, 4, double.NaN, 6], series.Values);
        Assert.Null(series.Timestamps);
        Assert.Null(series.Spacing);
    }

    [Fact]
    public void A_date_of_one_id_tells_the_form_of_all()
    {
        var series = Upload.ReadAll("unique_id,ds,y\nA,01/02/2020,1\nA,02/02/2020,2\nB,13/02/2020,3\nB,14/02/2020,4\n");

        Assert.Equal(new DateTime(2020, 2, 1), series[0].Timestamps![0]);
    }

    [Theory]
    [InlineData("unique_id,ds,y\nA,1,1\nA,1,2\n", "The time '1' occurs twice.", "line 3, column 'ds'")]
    [InlineData(
        "unique_id,ds,y\nA,2020-01-01,1\nB,2020-01-01,5\nA,2020-01-01,3\n", "The time '2020-01-01' occurs twice.", "line 4, column 'ds'")]
    [InlineData("unique_id,ds,y\nA,2020-01-01,1\nB,2020-01-01,many\n", "'many' is not a number.", "line 3, column 'y'")]
    [InlineData("unique_id,ds,y\nA,1,1\nB,one,1\n", "'one' is not a whole number like the others.", "line 3, column 'ds'")]
    [InlineData("unique_id,ds,y\nA,one,1\nB,1,1\n", "'one' is not a whole number like the others.", "line 2, column 'ds'")]
    [InlineData("unique_id,ds,y\nA,1,1\nB,1,\nB,2,NA\n", "The series 'x.B' has no value at all.", null)]
    public void Bad_rows_are_problems_with_their_place(string text, string what, string? where)
    {
        var problem = Upload.Problem(text);

        Assert.Equal((what, where), (problem.What, problem.Where));
    }

    [Theory]
    [InlineData("New York", "x.New-York")]
    [InlineData("a/b", "x.a-b")]
    [InlineData("..", "x.id")]
    [InlineData("a\u0007", "x.a")]
    [InlineData("Mu\u0308nchen", "x.München")]
    [InlineData("A", "x.A-2", "A ")]
    public void Any_text_may_be_an_id_and_gives_a_name_of_its_own(string id, string name, string other = "A")
    {
        var series = Upload.ReadAll($"unique_id,ds,y\n\"{other}\",1,1\n\"{id}\",1,2\n\"{other}\",2,1\n\"{id}\",2,2\n");

        Assert.Equal(name, series[1].Name);
        Assert.Contains(
            $"is named '{name}'.", Assert.Single(series[1].Notes!, note => note.StartsWith("The series with the id", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_id_of_any_length_is_shown_shortened()
    {
        var series = Upload.ReadAll($"unique_id,ds,y\nA,1,1\n{new string('B', 5000)},1,2\nA,2,1\n{new string('B', 5000)},2,2\n");

        Assert.InRange(series[1].Name.Length, 50, 100);
        Assert.All(series[1].Notes!, note => Assert.InRange(note.Length, 1, 500));
    }

    [Fact]
    public void The_number_of_series_is_limited()
    {
        const string Text = "unique_id,ds,y\nA,1,1\nB,1,1\nA,2,1\nC,1,1\n";

        Assert.Equal(3, Upload.ReadAll(Text).Count);
        var problem = Upload.Problem(Text, new CsvLimits { MaxSeries = 2 });
        Assert.Equal(("The file has more than 2 series.", "line 5"), (problem.What, problem.Where));
    }
}
