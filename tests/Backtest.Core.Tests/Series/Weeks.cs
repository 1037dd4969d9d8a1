using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series;

/// <summary>Working weeks, with days computed by walking through the calendar.</summary>
internal static class Weeks
{
    public static WorkingWeek MondayToFriday { get; } = new(true, true, true, true, true, false, false);

    public static WorkingWeek SundayToThursday { get; } = new(true, true, true, true, false, false, true);

    public static WorkingWeek MondayToSaturday { get; } = new(true, true, true, true, true, true, false);

    public static WorkingWeek MondayToThursday { get; } = new(true, true, true, true, false, false, false);

    public static WorkingWeek WednesdayToSunday { get; } = new(false, false, true, true, true, true, true);

    public static TimeSpacing Step(this WorkingWeek week) => new(0, TimeSpan.FromDays(1), WorkingWeek: week);

    public static bool Has(this WorkingWeek week, DateTime day) => day.DayOfWeek switch
    {
        DayOfWeek.Monday => week.Monday,
        DayOfWeek.Tuesday => week.Tuesday,
        DayOfWeek.Wednesday => week.Wednesday,
        DayOfWeek.Thursday => week.Thursday,
        DayOfWeek.Friday => week.Friday,
        DayOfWeek.Saturday => week.Saturday,
        _ => week.Sunday,
    };

    /// <summary>The working days from a day on, starting with it or before the first.</summary>
    public static IEnumerable<DateTime> From(this WorkingWeek week, DateTime start) =>
        Enumerable.Range(0, int.MaxValue).Select(k => start.AddDays(k)).Where(week.Has);
}
