using System.Globalization;
using System.Text;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Numerics;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Core.Tests.Series.Calendars;

/// <summary>The covariates of the calendar, against the calendar of Bavaria in 2024.</summary>
public sealed class CalendarTests
{
    private static readonly CalendarChoice Bavaria = new() { Country = "DE", Subdivision = "BY", WorkingDays = true };

    private static readonly string[] Holidays =
    [
        "2024-01-01", "2024-01-06", "2024-03-29", "2024-04-01", "2024-05-01", "2024-05-09", "2024-05-20", "2024-05-30", "2024-08-15",
        "2024-10-03", "2024-11-01", "2024-12-25", "2024-12-26",
    ];

    [Fact]
    public void A_daily_series_has_the_holidays_of_its_country_and_the_days_around_them()
    {
        var series = Series("2024-01-01", 300, new TimeSpacing(0, TimeSpan.FromDays(1)));

        var columns = Columns(series, Bavaria);

        Assert.Equal(Holidays, Days(series, columns["holiday"], 366));
        Assert.Equal(
            ["2024-01-05", "2024-03-28", "2024-03-31", "2024-04-30", "2024-05-08", "2024-05-19", "2024-05-29", "2024-08-14", "2024-10-02",
                "2024-10-31", "2024-12-24", "2024-12-31"],
            Days(series, columns["holiday-1"], 366));
        Assert.Equal(
            ["2024-01-02", "2024-01-07", "2024-03-30", "2024-04-02", "2024-05-02", "2024-05-10", "2024-05-21", "2024-05-31", "2024-08-16",
                "2024-10-04", "2024-11-02", "2024-12-27"],
            Days(series, columns["holiday+1"], 366));
        Assert.Equal(250, columns["workingDays"][..366].Sum());
    }

    [Fact]
    public void Without_a_part_only_the_holidays_of_the_whole_country_count() =>
        Assert.Equal(9, Columns(Series("2024-01-01", 300, new TimeSpacing(0, TimeSpan.FromDays(1))), Bavaria with { Subdivision = null })
            ["holiday"][..366].Sum());

    // The day off between a Friday and a Monday is not a day of the series.
    [Fact]
    public void Days_around_a_holiday_are_days_that_the_series_has()
    {
        var step = new TimeSpacing(0, TimeSpan.FromDays(1), WorkingWeek: new WorkingWeek(true, true, true, true, true, false, false));
        var series = Series("2024-01-01", 200, step);

        var columns = Columns(series, Bavaria with { DaysAround = 2 });

        Assert.Contains("2024-05-17", Days(series, columns["holiday-1"], 262));
        Assert.Contains("2024-05-16", Days(series, columns["holiday-2"], 262));
        Assert.Equal(["2024-01-02", "2024-04-02", "2024-05-02"], Days(series, columns["holiday+1"], 262).Take(3));
    }

    [Theory]
    [InlineData("2024-01-01", 1, false)]
    [InlineData("2024-01-31", 1, true)]
    public void A_month_counts_its_holidays_and_working_days(string first, int months, bool atEnds)
    {
        var columns = Columns(Series(first, 8, new TimeSpacing(months, default, atEnds)), Bavaria);

        Assert.Equal(["holiday", "workingDays"], columns.Keys);
        Assert.Equal([2, 0, 1, 1, 4, 0, 0, 1, 0, 1, 1, 2], columns["holiday"][..12]);
        Assert.Equal([22, 21, 20, 21, 19, 20, 23, 21, 21, 22, 20, 20], columns["workingDays"][..12]);
    }

    [Fact]
    public void A_quarter_and_a_year_count_theirs()
    {
        foreach (var first in new[] { "2024-01-01", "2024-03-31" })
        {
            var columns = Columns(Series(first, 4, new TimeSpacing(3, default, first == "2024-03-31")), Bavaria);
            Assert.Equal([63, 60, 65, 62], columns["workingDays"][..4]);
            Assert.Equal([3, 5, 1, 4], columns["holiday"][..4]);
        }

        Assert.Equal(250, Columns(Series("2024-06-30", 4, new TimeSpacing(12, default)), Bavaria)["workingDays"][0]);
    }

    // Christmas of 2024 was a Wednesday.
    [Theory]
    [InlineData("2024-12-23")]
    [InlineData("2024-12-29")]
    public void A_week_begins_on_a_Monday(string first)
    {
        var columns = Columns(Series(first, 2, new TimeSpacing(0, TimeSpan.FromDays(7))), Bavaria);

        Assert.Equal([2, 1, 1, 0], columns["holiday"][..4]);
        Assert.Equal([3, 4, 4, 5], columns["workingDays"][..4]);
    }

    [Fact]
    public void Hours_have_the_facts_of_their_day()
    {
        var columns = Columns(Series("2024-12-24", 48, new TimeSpacing(0, TimeSpan.FromHours(1))), Bavaria);

        Assert.Equal([0, 1, 1, 0], Enumerable.Range(0, 4).Select(day => columns["holiday"][(24 * day)..(24 * (day + 1))].Average()));
        Assert.Equal([1, 0, 0, 1], Enumerable.Range(0, 4).Select(day => columns["workingDays"][(24 * day)..(24 * (day + 1))].Average()));
    }

    [Fact]
    public void Working_days_without_a_country_are_Monday_to_Friday() => Assert.Equal(
        [23, 21, 21],
        Columns(Series("2024-01-01", 3, new TimeSpacing(1, default)), new CalendarChoice { WorkingDays = true })["workingDays"][..3]);

    // New Year of 2022 was a Saturday: that of the United States was observed on the day before, that of England on Monday.
    [Theory]
    [InlineData("US", null, "2021-12-31")]
    [InlineData("GB", "ENG", "2022-01-03")]
    [InlineData("FR", null, "2022-01-01")]
    public void A_holiday_counts_on_the_day_on_which_it_is_observed(string country, string? part, string expected)
    {
        var series = Series("2021-12-30", 6, new TimeSpacing(0, TimeSpan.FromDays(1)));

        Assert.Equal([expected], Days(series, Columns(series, new CalendarChoice { Country = country, Subdivision = part })["holiday"], 8));
    }

    [Fact]
    public void Fourier_terms_go_by_the_date()
    {
        var choice = new CalendarChoice { Fourier = [new(7, 1), new(365.25, 2)] };
        var (monday, thursday) = (Series("2024-01-01", 14, new TimeSpacing(0, TimeSpan.FromDays(1))),
            Series("2024-01-04", 30, new TimeSpacing(0, TimeSpan.FromDays(1))));

        var (first, second) = (Columns(monday, choice), Columns(thursday, choice));

        Assert.Equal(6, first.Count);
        Assert.Equal(Math.Sin(2 * Math.PI * 3 / 7), first["sin(2π 1 date / 7)"][3], 1e-9);
        Assert.Equal(Math.Cos(2 * Math.PI * 3 / 7), first["cos(2π 1 date / 7)"][3], 1e-9);
        Assert.All(first.Keys, name => Assert.Equal(first[name][3..500], second[name][..497]));

        // The 1st of January of 2001 is where all waves begin; 24 years later lie 8,766 days, and 24 of 365.25.
        var later = Columns(Series("2025-01-01", 14, new TimeSpacing(0, TimeSpan.FromDays(1))), choice);
        Assert.Equal(0, later["sin(2π 2 date / 365.25)"][0], 1e-9);
        var months = Columns(Series("2024-01-31", 14, new TimeSpacing(1, default, true)), new CalendarChoice { Fourier = [new(12, 1)] });
        Assert.Equal([1, -1], [months["cos(2π 1 date / 12)"][0], months["cos(2π 1 date / 12)"][6]]);
    }

    // The last Sunday of March 2024 has 23 hours.
    [Fact]
    public void Hours_keep_their_place_in_the_day_where_the_clock_changes()
    {
        var csv = new StringBuilder("t,y\n");
        for (var k = 0; k < 96; k++)
        {
            var time = new DateTimeOffset(2024, 3, 29, 23, 0, 0, TimeSpan.Zero).AddHours(k);
            csv.AppendLine(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ssZ},{k % 7}");
        }

        var series = Assert.Single(Backtest.Core.Series.Csv.SeriesReader.Read(
            Encoding.UTF8.GetBytes(csv.ToString()),
            "x",
            new ColumnChoice { TimeZone = "Europe/Berlin" },
            new CsvLimits(),
            TestContext.Current.CancellationToken));
        var wave = Columns(series, new CalendarChoice { Fourier = [new(24, 1)] })["cos(2π 1 date / 24)"];

        Assert.Equal(2, series.Offsets!.Count);
        Assert.All(
            Enumerable.Range(0, series.Length),
            t => Assert.Equal(Math.Cos(2 * Math.PI * series.Timestamps![t].Hour / 24), wave[t], 1e-9));
    }

    [Fact]
    public void A_regression_finds_what_a_holiday_costs_and_forecasts_it()
    {
        var random = new SeededRandom(5);
        var step = new TimeSpacing(0, TimeSpan.FromDays(1));
        var holiday = Columns(Series("2022-01-01", 1090, step), Bavaria)["holiday"];
        var noise = 0.0;
        double[] y = [.. holiday.Take(1090).Select(day => 100 + (noise = (0.5 * noise) + random.NextNormal()) - (25 * day))];
        var series = SeriesCalendars.AddTo(Series("2022-01-01", 1090, step) with { Values = y }, Bavaria, 10);
        var spec = new ArimaSpec { P = 1, Constant = true, Covariates = ["holiday", "holiday-1"] };

        var model = ArimaFitter.Fit(History.Of(series), spec, TestContext.Current.CancellationToken);

        Assert.Equal(-25, model.Effect!.Coefficients[0], 3 * model.Effect.StandardErrors[0]);
        Assert.Equal(0, model.Effect.Coefficients[1], 3 * model.Effect.StandardErrors[1]);
        Assert.InRange(model.Effect.StandardErrors[0], 0.05, 0.3);

        // From the 26th of December 2024 on.
        var point = model.Forecast(History.Of(series), 8, []).Point;
        Assert.Equal([true, false, false, false, false, false, true, false], point.Select(value => value < 90));
    }

    [Fact]
    public void A_model_of_many_covariates_has_a_short_name_and_costs_more()
    {
        var few = new ArimaSpec { P = 1, Covariates = CalendarColumns.Names(new CalendarChoice { Country = "DE" }) };
        var many = few with { Covariates = CalendarColumns.Names(Bavaria with { Fourier = [new(7, 3), new(365.25, 10)] }) };
        var series = Series("2022-01-01", 1090, new TimeSpacing(0, TimeSpan.FromDays(1)));

        Assert.Equal("ARIMA(1,0,0) + mean on holiday, holiday-1, holiday+1", few.Label);
        Assert.Equal("ARIMA(1,0,0) + mean on holiday, holiday-1, holiday+1 and 27 more", many.Label);
        var protocol = Planner.Plan(series with { Values = [.. series.Values.Select((_, t) => t % 7.0)] }, new Grid()).Protocol;
        Assert.InRange(TrialCost.Seconds(many, series, protocol) / TrialCost.Seconds(few, series, protocol), 5, 20);
    }

    [Fact]
    public void A_series_that_begins_later_has_the_same_calendar()
    {
        var series = SeriesCalendars.AddTo(Series("2024-01-01", 300, new TimeSpacing(0, TimeSpan.FromDays(1))), Bavaria, 10);

        var (all, later) = (CalendarColumns.Of(series), CalendarColumns.Of(series.From(200)));

        Assert.All(all.Zip(later), pair => Assert.Equal(pair.First.Values[200..], pair.Second.Values));
    }

    [Theory]
    [InlineData("y\n1\n2\n", "The calendar goes by dates, and the series has none.", "calendar")]
    [InlineData("d,y\n2024-01-01,1\n2024-01-02,2\n2024-01-11,3\n2024-02-23,4\n", "no regular step", "calendar")]
    [InlineData("d,y,holiday\n2024-01-01,1,0\n2024-01-02,2,0\n2024-01-03,3,1\n", "The covariate 'holiday' of the file has the name", "calendar")]
    public void A_series_that_can_have_no_calendar_is_refused(string csv, string what, string where)
    {
        var grid = GridReader.Read("""{ "target": "y", "futureCovariates": ["holiday"], "calendar": { "country": "FR" } }"""u8.ToArray());
        var columns = csv.Contains("holiday", StringComparison.Ordinal) ? grid.Columns : grid.Columns with { FutureCovariates = [] };
        var series = Assert.Single(Backtest.Core.Series.Csv.SeriesReader.Read(
            Encoding.UTF8.GetBytes(csv), "x", columns, new CsvLimits(), TestContext.Current.CancellationToken));

        var problem = Assert.Throws<InputException>(() => Planner.Plan(series, grid)).Problem;

        Assert.Contains(what, problem.What);
        Assert.Equal(where, problem.Where);
    }

    [Fact]
    public void Every_country_and_part_has_holidays_of_its_own()
    {
        var step = new TimeSpacing(0, TimeSpan.FromDays(1));
        foreach (var country in HolidayTable.Countries)
        {
            foreach (var part in HolidayTable.SubdivisionsOf(country).Append(null))
            {
                var series = SeriesCalendars.AddTo(Series("2023-01-01", 365, step), new() { Country = country, Subdivision = part }, 1);
                Assert.InRange(series.Calendar!.Holidays!.Count(day => day.Year == 2023), country == "CH" && part is null ? 4 : 6, 20);
            }
        }
    }

    private static TimeSeries Series(string first, int length, TimeSpacing step)
    {
        var start = DateTime.Parse(first, CultureInfo.InvariantCulture);
        return new TimeSeries("x", new double[length], [.. Enumerable.Range(0, length).Select(t => step.Add(start, t))], step);
    }

    private static Dictionary<string, double[]> Columns(TimeSeries series, CalendarChoice choice) =>
        CalendarColumns.Of(SeriesCalendars.AddTo(series, choice, 10)).ToDictionary(column => column.Name, column => column.Values);

    private static IEnumerable<string> Days(TimeSeries series, double[] column, int count) =>
        Enumerable.Range(0, count)
            .Where(t => column[t] == 1)
            .Select(t => series.Spacing!.Add(series.Timestamps![0], t).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
