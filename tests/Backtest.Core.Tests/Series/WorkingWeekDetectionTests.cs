using System.Globalization;
using Backtest.Core.Series;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Series;

public sealed class WorkingWeekDetectionTests
{
    private static readonly TimeSpacing EveryDay = new(0, TimeSpan.FromDays(1));

    private static readonly DateTime Monday = new(2024, 1, 1);

    [Fact]
    public void Working_days_are_found_whatever_the_weekend_and_with_a_fifth_of_them_holidays() => RandomCases.Holds(
        from week in Gen.Elements(Weeks.MondayToFriday, Weeks.SundayToThursday, Weeks.MondayToThursday, Weeks.WednesdayToSunday)
        from start in Start
        from length in Gen.Choose(20, 300)
        from times in WithGaps([.. week.From(start).Take(length)])
        select (week, times),
        input => Assert.Equal(input.week.Step(), TimeSpacing.Detect(input.times)));

    [Fact]
    public void A_single_day_off_is_found_in_eight_weeks_with_a_fifth_of_the_others_holidays() => RandomCases.Holds(
        from off in Gen.Choose(0, 6)
        from start in Start
        from length in Gen.Choose(48, 300)
        let week = WorkingWeek.Of([.. Enumerable.Range(0, 7).Select(day => day != off)])
        from times in WithGaps([.. week.From(start).Take(length)])
        select (week, times),
        input => Assert.Equal(input.week.Step(), TimeSpacing.Detect(input.times)));

    [Fact]
    public void Days_with_gaps_of_up_to_a_fifth_stay_days() => RandomCases.Holds(
        from start in Start
        from length in Gen.Choose(13, 200)
        from times in WithGaps([.. Enumerable.Range(0, length).Select(day => start.AddDays(day))])
        select times,
        times => Assert.Equal(EveryDay, TimeSpacing.Detect(times)),
        cases: 2_000);

    [Fact]
    public void Irregular_days_have_no_regular_step() => RandomCases.Holds(
        from start in Start
        from length in Gen.Choose(30, 200)
        from gaps in Gen.Choose(length * 3 / 10, length / 2)
        from times in Without([.. Enumerable.Range(0, length).Select(day => start.AddDays(day))], gaps)
        select times,
        times => Assert.Null(TimeSpacing.Detect(times)?.WorkingWeek));

    // Two skipped weekends or two whole weeks mean working days. With fewer, steps are days while at most a fifth is missing, else unequal.
    [Theory]
    [InlineData("Monday", 5, "days")]
    [InlineData("Monday", 6, "none")]
    [InlineData("Monday", 7, "none")]
    [InlineData("Monday", 8, "days")]
    [InlineData("Monday", 9, "days")]
    [InlineData("Monday", 10, "working days")]
    [InlineData("Monday", 11, "working days")]
    [InlineData("Wednesday", 3, "days")]
    [InlineData("Wednesday", 5, "none")]
    [InlineData("Wednesday", 8, "days")]
    [InlineData("Wednesday", 9, "working days")]
    [InlineData("Wednesday", 10, "working days")]
    [InlineData("Friday", 6, "none")]
    [InlineData("Friday", 7, "working days")]
    public void Working_days_show_in_two_weekends_or_two_whole_weeks(string first, int count, string expected)
    {
        var start = Monday.AddDays(Enum.Parse<DayOfWeek>(first) - DayOfWeek.Monday);

        var step = TimeSpacing.Detect([.. Weeks.MondayToFriday.From(start).Take(count)]);

        Assert.Equal(expected switch { "days" => EveryDay, "none" => null, _ => Weeks.MondayToFriday.Step() }, step);
    }

    [Theory]
    [InlineData(18, false)]
    [InlineData(24, false)]
    [InlineData(25, true)]
    [InlineData(30, true)]
    public void Closed_Sundays_are_days_off_once_four_of_them_are_all_that_is_missing(int count, bool isWorkingWeek) => Assert.Equal(
        isWorkingWeek ? Weeks.MondayToSaturday.Step() : EveryDay, TimeSpacing.Detect([.. Weeks.MondayToSaturday.From(Monday).Take(count)]));

    [Fact]
    public void Two_whole_weeks_may_have_holidays()
    {
        var days = Weeks.MondayToFriday.From(Monday).Take(10).ToArray();

        Assert.Equal(Weeks.MondayToFriday.Step(), TimeSpacing.Detect([.. days[..3], .. days[5..]]));
        Assert.Null(TimeSpacing.Detect([.. days[..3], .. days[6..]]));
    }

    [Fact]
    public void Days_off_apart_from_each_other_take_more_weeks_to_show()
    {
        var week = WorkingWeek.Of([true, true, false, true, true, false, false]);

        Assert.Null(TimeSpacing.Detect([.. week.From(Monday).Take(8)]));
        Assert.Equal(week.Step(), TimeSpacing.Detect([.. week.From(Monday).Take(32)]));
    }

    [Fact]
    public void Working_days_with_something_else_among_them_have_no_regular_step()
    {
        DateTime[] days = [.. Weeks.MondayToFriday.From(Monday).Take(50)];
        DateTime[] withValuesOnTheWeekend = [.. days.Append(Monday.AddDays(19)).Append(Monday.AddDays(27)).Order()];
        DateTime[] withOneHourLater = [.. days[..33], days[33].AddHours(1), .. days[34..]];
        DateTime[] withTooManyHolidays = [.. days.Where((_, t) => t % 4 != 2)];

        Assert.All([withValuesOnTheWeekend, withOneHourLater, withTooManyHolidays], times => Assert.Null(TimeSpacing.Detect(times)));
    }

    [Theory]
    [InlineData(true, false, true, false, true, false, false)]
    [InlineData(false, false, false, false, true, true, true)]
    [InlineData(true, false, false, true, false, false, false)]
    public void Fewer_than_four_days_a_week_have_no_regular_step(params bool[] days) =>
        Assert.Null(TimeSpacing.Detect([.. WorkingWeek.Of(days).From(Monday).Take(60)]));

    [Fact]
    public void Hours_of_working_days_have_no_regular_step() => Assert.Null(TimeSpacing.Detect(
        [.. Weeks.MondayToFriday.From(Monday).Take(50).SelectMany(day => Enumerable.Range(9, 8).Select(hour => day.AddHours(hour)))]));

    [Fact]
    public void The_time_of_day_is_kept()
    {
        var times = Weeks.MondayToFriday.From(Monday.AddHours(17.5)).Take(20).ToArray();
        var series = new TimeSeries("x", new double[20], times, TimeSpacing.Detect(times));

        Assert.Equal(
            ["2024-01-29 17:30", "2024-01-30 17:30"],
            series.TimestampsAfter(2)!.Select(time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
    }

    private static Gen<DateTime> Start => Gen.Choose(0, 20_000).Select(day => new DateTime(1975, 1, 1).AddDays(day));

    // Without up to a fifth of the times; the first and the last stay.
    private static Gen<DateTime[]> WithGaps(DateTime[] times) =>
        from gaps in Gen.Choose(0, times.Length / 5)
        from left in Without(times, gaps)
        select left;

    private static Gen<DateTime[]> Without(DateTime[] times, int gaps) =>
        from order in Gen.Shuffle([.. times[1..^1]])
        select times.Except(order.Take(gaps)).ToArray();
}
