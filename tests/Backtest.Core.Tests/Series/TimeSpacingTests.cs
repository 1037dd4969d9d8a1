using System.Globalization;
using Backtest.Core.Series;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Series;

public sealed class TimeSpacingTests
{
    [Fact]
    public void The_step_of_a_regular_series_is_found_again() => RandomCases.Holds(
        from spacing in Gen.Elements(
            new TimeSpacing(1, TimeSpan.Zero), new TimeSpacing(3, TimeSpan.Zero), new TimeSpacing(12, TimeSpan.Zero),
            new TimeSpacing(1, TimeSpan.Zero, MonthEnds: true), new TimeSpacing(3, TimeSpan.Zero, MonthEnds: true),
            new TimeSpacing(0, TimeSpan.FromHours(1)), new TimeSpacing(0, TimeSpan.FromDays(1)), new TimeSpacing(0, TimeSpan.FromDays(7)))
        from day in Gen.Choose(0, 10_000)
        from length in Gen.Choose(5, 100)
        select (spacing, Start: new DateTime(1990, 1, 1).AddDays(day), length),
        input =>
        {
            var (spacing, start, length) = input;
            start = spacing switch
            {
                { MonthEnds: true } => start.AddDays(DateTime.DaysInMonth(start.Year, start.Month) - start.Day),

                // Days that some month lacks are tested below.
                { Months: > 0 } when start.Day > 28 => start.AddDays(-3),
                _ => start,
            };
            var times = Enumerable.Range(0, length).Select(t => spacing.Add(start, t)).ToArray();

            Assert.Equal(spacing, TimeSpacing.Detect(times));
            Assert.Equal(Enumerable.Range(0, length), times.Select(time => spacing.StepsBetween(start, time)!.Value));
        });

    [Theory]
    [InlineData("2023-02-28", 1, "2023-03-28", "2023-04-28", "2023-05-28")]
    [InlineData("2023-04-30", 1, "2023-05-30", "2023-06-30", "2023-07-30")]
    [InlineData("2023-01-30", 1, "2023-02-28", "2023-03-30", "2023-04-30")]
    [InlineData("2019-02-28", 12, "2020-02-28", "2021-02-28", "2022-02-28")]
    [InlineData("2023-06-30", 3, "2023-09-30", "2023-12-30", "2024-03-30")]
    public void A_day_of_the_month_is_kept_wherever_the_month_has_it(string first, int months, params string[] later)
    {
        DateTime[] times = [.. later.Prepend(first).Select(date => DateTime.Parse(date, CultureInfo.InvariantCulture))];

        Assert.Equal(new TimeSpacing(months, TimeSpan.Zero), TimeSpacing.Detect(times));
    }

    [Fact]
    public void Month_ends_stay_month_ends() => Assert.Equal(
        [new DateTime(2023, 3, 31), new DateTime(2023, 4, 30), new DateTime(2023, 5, 31)],
        Enumerable.Range(1, 3).Select(k => new TimeSpacing(1, TimeSpan.Zero, MonthEnds: true).Add(new DateTime(2023, 2, 28), k)));

    [Theory]
    [InlineData(1, 0, 12)]
    [InlineData(3, 0, 4)]
    [InlineData(12, 0, 1)]
    [InlineData(0, 0.5, 48)]
    [InlineData(0, 1, 24)]
    [InlineData(0, 24, 7)]
    [InlineData(0, 168, 52)]
    [InlineData(0, 5, 1)]
    [InlineData(0, 0.25, 96)]
    [InlineData(0, 0.1, 1)]
    [InlineData(6, 0, 2)]
    [InlineData(2, 0, 6)]
    [InlineData(0, 336, 26)]
    [InlineData(0, 672, 13)]
    [InlineData(0, 6, 4)]
    public void The_natural_season_goes_with_the_step(int months, double hours, int season) =>
        Assert.Equal(season, new TimeSpacing(months, TimeSpan.FromHours(hours)).NaturalSeasonLength);

    [Fact]
    public void A_few_gaps_may_have_any_length_and_many_up_to_a_fifth()
    {
        DateTime[] Days(params int[] days) => [.. days.Select(day => new DateTime(2024, 1, 1).AddDays(day))];

        Assert.Equal(new TimeSpacing(0, TimeSpan.FromDays(1)), TimeSpacing.Detect(Days(0, 1, 3, 4)));
        Assert.Equal(new TimeSpacing(0, TimeSpan.FromDays(1)), TimeSpacing.Detect(Days(0, 1, 2, 3, 400, 401)));
        Assert.Null(TimeSpacing.Detect(Days(0, 1, 4, 5)));
        Assert.Null(TimeSpacing.Detect(Days(0, 1, 5, 16)));
        Assert.Null(TimeSpacing.Detect(Days(0, 1)));
    }

    [Fact]
    public void Times_stop_where_the_calendar_does()
    {
        DateTime[] years = [new(2000, 1, 1), new(2001, 1, 1), new(2002, 1, 1)];
        var series = new TimeSeries("x", [1, 2, 3], years, TimeSpacing.Detect(years));

        Assert.Equal(new DateTime(9999, 1, 1), series.TimestampsAfter(7997)![^1]);
        Assert.Null(series.TimestampsAfter(7998));

        DateTime[] weeks = [new(2000, 1, 1), new(2000, 1, 8), new(2000, 1, 15)];
        Assert.Null(new TimeSeries("x", [1, 2, 3], weeks, TimeSpacing.Detect(weeks)).TimestampsAfter(int.MaxValue / 2));
    }
}
