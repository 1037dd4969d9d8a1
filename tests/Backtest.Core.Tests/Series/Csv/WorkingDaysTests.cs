using System.Globalization;
using System.Text;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Core.Tests.Series.Csv;

public sealed class WorkingDaysTests
{
    private const string MondayToFriday = "The times are working days, Monday to Friday.";

    // Prices of 2021 without nine holidays.
    private static readonly DateTime[] Holidays =
    [
        new(2021, 2, 5),
        new(2021, 5, 21),
        new(2021, 7, 21),
        new(2021, 8, 24),
        new(2021, 8, 26),
        new(2021, 9, 1),
        new(2021, 9, 13),
        new(2021, 10, 26),
        new(2021, 12, 20),
    ];

    private static readonly DateTime[] Days = [.. Weeks.MondayToFriday.From(new DateTime(2021, 1, 4)).Take(260)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Holidays_are_missing_values_and_the_next_dates_working_days(bool newestFirst)
    {
        var rows = Rows(Days.Except(Holidays));
        Assert.Equal(251, rows.Count);

        var series = Upload.Read(Text("date,y", newestFirst ? rows.AsEnumerable().Reverse() : rows));

        Assert.Equal((260, 9, 5), (series.Length, series.Missing, series.Spacing!.NaturalSeasonLength));
        Assert.Equal(Days, series.Timestamps!);
        Assert.Equal(Holidays, Days.Where((_, t) => double.IsNaN(series.Values[t])));
        Assert.Equal(Days.Except(Holidays).Select(Value), series.Values.Where(double.IsFinite));
        Assert.Equal(
            [MondayToFriday, "9 of 260 times were not in the file; their values are taken as missing."],
            newestFirst ? series.Notes!.Skip(1) : series.Notes!);
        Assert.Equal(
            [new(2022, 1, 3), new(2022, 1, 4), new(2022, 1, 5), new(2022, 1, 6), new(2022, 1, 7), new(2022, 1, 10)],
            series.TimestampsAfter(6)!);
    }

    [Fact]
    public void Without_holidays_nothing_is_missing()
    {
        var series = Upload.Read(Text("date,y", Rows(Days)));

        Assert.Equal(Days.Select(Value), series.Values);
        Assert.Equal(Days, series.Timestamps!);
        Assert.Equal(MondayToFriday, Assert.Single(series.Notes!));
    }

    [Fact]
    public void Where_absent_rows_are_zero_few_rows_on_no_weekend_are_working_days()
    {
        var sold = Days.Where((_, t) => t % 2 == 0 || t % 7 == 0).ToList();
        var series = Upload.Read(Text("date,y", Rows(sold)), new ColumnChoice { Fill = FillRule.Zero });

        Assert.Equal(5, series.Spacing!.NaturalSeasonLength);
        Assert.Equal(Days.Select(day => sold.Contains(day) ? Value(day) : 0), series.Values);
    }

    [Fact]
    public void Working_days_of_which_every_fourth_is_missing_are_no_days_with_weekends_missing()
    {
        var series = Upload.Read(Text("date,y", Rows(Days.Where((_, t) => t % 4 != 1))));

        Assert.Equal((260, 65, 5), (series.Length, series.Missing, series.Spacing!.NaturalSeasonLength));
    }

    [Fact]
    public void Where_absent_rows_are_zero_few_rows_that_miss_two_weekends_are_days()
    {
        DateTime[] sold = [.. new[] { 1, 2, 4, 5, 9, 10, 15, 17 }.Select(day => new DateTime(2024, 1, day))];
        var series = Upload.Read(Text("date,y", Rows(sold)), new ColumnChoice { Fill = FillRule.Zero });

        Assert.Equal((17, 7), (series.Length, series.Spacing!.NaturalSeasonLength));
    }

    [Fact]
    public void Each_series_of_a_long_file_has_its_own_working_days()
    {
        var start = new DateTime(2024, 3, 7);
        (string Id, IEnumerable<DateTime> Times)[] parts =
        [
            ("office", Weeks.MondayToFriday.From(start).Take(30)),
            ("bank", Weeks.SundayToThursday.From(start).Take(30)),
            ("shop", Weeks.MondayToSaturday.From(start).Take(40)),
            ("web", Enumerable.Range(0, 30).Select(day => start.AddDays(day))),
            ("visits", [start, start.AddDays(1), start.AddDays(5), start.AddDays(16)]),
        ];

        var series = Upload.ReadAll(Text("unique_id,ds,y", parts.SelectMany(part => Rows(part.Times).Select(row => $"{part.Id},{row}"))));

        Assert.Equal([5, 5, 6, 7, null], series.Select(one => one.Spacing?.NaturalSeasonLength));
        Assert.Equal(
            [
                [MondayToFriday],
                ["The times are working days, Sunday to Thursday."],
                ["The times are working days, Monday to Saturday."],
                []],
            series.Take(4).Select(one => one.Notes!));
        Assert.All(series, one => Assert.Equal(0, one.Missing));

        // The last values are of Wednesday the 17th of April, the same, and Monday the 22nd.
        Assert.Equal([new(2024, 4, 18), new(2024, 4, 18), new(2024, 4, 23)], series.Take(3).Select(one => one.TimestampsAfter(1)![0]));
    }

    [Fact]
    public void Rows_after_the_last_value_are_the_working_days_ahead()
    {
        var ahead = Weeks.MondayToFriday.From(new DateTime(2022, 1, 3)).Take(7).ToArray();
        var text = Text(
            "date,y,open",
            [.. Rows(Days.Except(Holidays))
                .Select((row, t) => $"{row},{t}"), .. ahead.Select((day, h) => $"{day:yyyy-MM-dd},,{1000 + h}")]);

        var series = Assert.Single(SeriesReader.Read(
            Encoding.UTF8.GetBytes(text),
            "x",
            new ColumnChoice { FutureCovariates = ["open"] },
            new CsvLimits(),
            TestContext.Current.CancellationToken));

        Assert.Equal((260, 9), (series.Length, series.Missing));
        Assert.Equal(ahead, series.TimestampsAfter(7)!);
        var open = Assert.Single(series.Covariates!).Values;
        Assert.Equal([1000, 1001, 1002, 1003, 1004, 1005, 1006], open[260..]);
        Assert.Equal(Holidays, Days.Where((_, t) => double.IsNaN(open[t])));
    }

    [Fact]
    public void Days_of_one_week_stay_days()
    {
        var series = Upload.Read(Text("date,y", Rows(Days.Take(5))));

        Assert.Equal((7, 0), (series.Spacing!.NaturalSeasonLength, series.Notes!.Count));
        Assert.Equal(new DateTime(2021, 1, 9), series.TimestampsAfter(1)![0]);
    }

    private static double Value(DateTime day) => day.DayOfYear / 4.0;

    private static List<string> Rows(IEnumerable<DateTime> days) =>
        [.. days.Select(day => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{Value(day)}"))];

    private static string Text(string header, IEnumerable<string> rows) => string.Join('\n', rows.Prepend(header)) + "\n";
}
