using System.Globalization;
using Backtest.Core.Series;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Series;

public sealed class WorkingWeekTests
{
    private static readonly Gen<WorkingWeek> AnyWeek =
        from days in Gen.Elements(true, false).ArrayOf(7)
        where days.Contains(true)
        select WorkingWeek.Of(days);

    [Fact]
    public void Steps_are_the_working_days_that_the_calendar_has_between_two_of_them() => RandomCases.Holds(
        from week in AnyWeek
        from day in Gen.Choose(0, 30_000)
        from minute in Gen.Choose(0, (24 * 60) - 1)
        from steps in Gen.Choose(0, 700)
        select (week, Start: week.From(new DateTime(1950, 1, 1).AddDays(day).AddMinutes(minute)).First(), steps),
        input =>
        {
            var (week, start, steps) = input;
            var later = week.From(start).ElementAt(steps);
            var step = week.Step();

            Assert.Equal((later, start), (step.Add(start, steps), step.Add(later, -steps)));
            Assert.Equal((steps, -steps), (step.StepsBetween(start, later), step.StepsBetween(later, start)));
            Assert.True(step.CanAdd(start, steps) && step.CanAdd(later, -steps));
            Assert.Null(step.StepsBetween(start, later.AddMinutes(1)));
            Assert.Equal(week.Has(later.AddDays(1)) ? steps + 1 : null, step.StepsBetween(start, later.AddDays(1)));
            Assert.Equal(week.Has(later.AddDays(-1)) ? steps - 1 : null, step.StepsBetween(start, later.AddDays(-1)));
        });

    // Over a new year, over a leap day in both directions, over 52 weeks, and over 2,000 weeks of 7 days.
    [Theory]
    [InlineData("2021-12-31", 1, "2022-01-03")]
    [InlineData("2024-02-28", 2, "2024-03-01")]
    [InlineData("2024-02-29", -44, "2023-12-29")]
    [InlineData("1999-12-31", 260, "2000-12-29")]
    [InlineData("2024-05-08", 10_000, "2062-09-06")]
    [InlineData("2024-05-08", -10_000, "1986-01-08")]
    public void Steps_lead_over_years(string start, int steps, string expected) =>
        Assert.Equal(Date(expected), Weeks.MondayToFriday.Step().Add(Date(start), steps));

    [Fact]
    public void A_start_on_a_day_off_counts_as_the_working_day_after_it()
    {
        var step = Weeks.MondayToFriday.Step();

        Assert.Equal(new DateTime(2024, 6, 4, 17, 30, 0), step.Add(new DateTime(2024, 6, 1, 17, 30, 0), 1));
        Assert.Equal(new DateTime(2024, 5, 31), step.Add(new DateTime(2024, 6, 2), -1));
        Assert.Equal(1, step.StepsBetween(new DateTime(2024, 6, 1), new DateTime(2024, 6, 4)));
    }

    [Fact]
    public void Working_days_stop_where_the_calendar_does()
    {
        // It starts on a Monday and ends on a Friday.
        var (step, last) = (Weeks.MondayToFriday.Step(), DateTime.MaxValue.Date);
        Assert.True(step.CanAdd(last, 0) && step.CanAdd(last.AddDays(-1), 1) && step.CanAdd(DateTime.MinValue.AddDays(1), -1));
        Assert.False(step.CanAdd(last, 1) || step.CanAdd(last.AddDays(-1), 2) || step.CanAdd(DateTime.MinValue, -1));
        Assert.False(step.CanAdd(last, int.MaxValue) || step.CanAdd(DateTime.MinValue, int.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => step.Add(DateTime.MinValue, -1));

        // The last Thursday is a day earlier, and no working day comes after it.
        var fourDays = Weeks.MondayToThursday.Step();
        Assert.True(fourDays.CanAdd(last.AddDays(-1), 0));
        Assert.False(fourDays.CanAdd(last.AddDays(-1), 1));
        Assert.Null(fourDays.StepsBetween(last.AddDays(-1), last));
    }

    [Fact]
    public void The_season_is_as_long_as_the_working_week() => Assert.Equal(
        [5, 5, 6, 4],
        new[] { Weeks.MondayToFriday,
            Weeks.SundayToThursday,
            Weeks.MondayToSaturday,
            Weeks.MondayToThursday }.Select(week => week.Step().NaturalSeasonLength));

    [Theory]
    [InlineData("Monday to Friday", true, true, true, true, true, false, false)]
    [InlineData("Sunday to Thursday", true, true, true, true, false, false, true)]
    [InlineData("Monday to Saturday", true, true, true, true, true, true, false)]
    [InlineData("Saturday to Wednesday", true, true, true, false, false, true, true)]
    [InlineData("Wednesday to Monday", true, false, true, true, true, true, true)]
    [InlineData("Monday, Tuesday, Thursday and Friday", true, true, false, true, true, false, false)]
    public void The_days_are_told_by_name(string expected, params bool[] days) => Assert.Equal(expected, WorkingWeek.Of(days).Text);

    private static DateTime Date(string date) => DateTime.Parse(date, CultureInfo.InvariantCulture);
}
