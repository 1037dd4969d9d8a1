using System.Globalization;
using Backtest.Core.Problems;

namespace Backtest.Core.Series;

/// <summary>Reads the step given in a grid's <c>columns.step</c>.</summary>
internal static class StepText
{
    private const string Allowed =
        "Give second, minute, hour, day, workingDay, week, month, quarter, halfYear or year, or a multiple such as \"15 minutes\".";
    private const int MostSteps = 10_000;

    private static readonly WorkingWeek MondayToFriday = new(true, true, true, true, true, false, false);

    /// <summary>Reads a step.</summary>
    /// <exception cref="InputException">It is not a step.</exception>
    public static TimeSpacing Parse(string text)
    {
        var (count, unit) = text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var one] => (1, one),
            [var number, var several] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                && parsed is >= 1 and <= MostSteps => (parsed, several),
            _ => (0, ""),
        };
        unit = unit is [.., 's'] && count > 1 ? unit[..^1] : unit;
        return (count, unit) switch
        {
            ( > 0, "second") => new TimeSpacing(0, TimeSpan.FromSeconds(count)),
            ( > 0, "minute" or "min") => new TimeSpacing(0, TimeSpan.FromMinutes(count)),
            ( > 0, "hour") => new TimeSpacing(0, TimeSpan.FromHours(count)),
            ( > 0, "day") => new TimeSpacing(0, TimeSpan.FromDays(count)),
            (1, "workingDay") => new TimeSpacing(0, TimeSpan.FromDays(1), WorkingWeek: MondayToFriday),
            ( > 0, "week") => new TimeSpacing(0, TimeSpan.FromDays(7 * count)),
            ( > 0, "month") => new TimeSpacing(count, TimeSpan.Zero, MonthDay: MonthDay.Any),
            ( > 0, "quarter") => new TimeSpacing(3 * count, TimeSpan.Zero, MonthDay: MonthDay.Any),
            ( > 0, "halfYear") => new TimeSpacing(6 * count, TimeSpan.Zero, MonthDay: MonthDay.Any),
            ( > 0, "year") => new TimeSpacing(12 * count, TimeSpan.Zero, MonthDay: MonthDay.Any),
            _ => throw new InputException($"'{text}' is not a step.", "columns.step", Allowed),
        };
    }
}
