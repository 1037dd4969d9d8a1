using Backtest.Core.Series;
using Backtest.Core.Tests.Properties;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Series;

public sealed class TimeSpacingTests
{
    [Fact]
    public void The_step_of_a_regular_series_is_found_again() => RandomCases.Holds(
        from spacing in Gen.Elements(
            new TimeSpacing(1, TimeSpan.Zero), new TimeSpacing(3, TimeSpan.Zero), new TimeSpacing(12, TimeSpan.Zero),
            new TimeSpacing(0, TimeSpan.FromHours(1)), new TimeSpacing(0, TimeSpan.FromDays(1)), new TimeSpacing(0, TimeSpan.FromDays(7)))
        from day in Gen.Choose(0, 10_000)
        from length in Gen.Choose(3, 100)
        select (spacing, Start: new DateTime(1990, 1, 1).AddDays(day), length),
        input =>
        {
            var (spacing, start, length) = input;

            // The 29th to 31st are no monthly step but on month ends: February has none of them.
            if (spacing.Months > 0 && start.Day > 28)
            {
                start = start.AddDays(DateTime.DaysInMonth(start.Year, start.Month) - start.Day);
            }

            var times = Enumerable.Range(0, length).Select(t => spacing.Add(start, t)).ToArray();

            Assert.Equal(spacing, TimeSpacing.Detect(times));
            Assert.Equal(Enumerable.Range(0, length), times.Select(time => spacing.StepsBetween(start, time)!.Value));
        });

    [Fact]
    public void Month_ends_stay_month_ends() => Assert.Equal(
        [new DateTime(2023, 2, 28), new DateTime(2023, 3, 31), new DateTime(2023, 4, 30)],
        Enumerable.Range(1, 3).Select(k => new TimeSpacing(1, TimeSpan.Zero).Add(new DateTime(2023, 1, 31), k)));

    [Fact]
    public void Trading_days_have_no_regular_step()
    {
        var days = Enumerable.Range(0, 70).Select(k => new DateTime(2024, 1, 1).AddDays(k))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).ToArray();

        Assert.Null(TimeSpacing.Detect(days));
    }
}
