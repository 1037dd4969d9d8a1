using System.Globalization;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Series;

namespace Backtest.Core.Evaluation.Verdicts;

/// <summary>Words of a verdict for times and naive forecasts.</summary>
internal static class VerdictWords
{
    private const int MonthsPerYear = 12;
    private const int WeeksPerYear = 52;

    /// <summary>The last values of a series, such as "the last 8 months".</summary>
    public static string Last(int count, TimeSpacing? spacing)
    {
        // Several units per step, such as "2 weeks", have no plural.
        var unit = spacing?.Text is { } text && char.IsLetter(text[0]) ? text : "value";
        return count == 1 ? $"the last {unit}" : string.Create(CultureInfo.InvariantCulture, $"the last {count} {unit}s");
    }

    /// <summary>What a naive forecast does, such as "repeating last year".</summary>
    public static string Repeating(BaselineSpec naive, TimeSpacing? spacing) =>
        naive.Method != BaselineMethod.SeasonalNaive ? "repeating the last value" : (naive.SeasonLength, spacing) switch
        {
            (var m, { Months: > 0 } step) when m * step.Months == MonthsPerYear => "repeating last year",
            (var m, { WorkingWeek: { } week }) when m == week.WorkingDays => "repeating last week",
            (var m, { Months: 0, WorkingWeek: null } step) => (m * step.Duration.Ticks) switch
            {
                TimeSpan.TicksPerDay => "repeating the day before",
                TimeSpan.TicksPerDay * 7 => "repeating last week",
                TimeSpan.TicksPerDay * 7 * WeeksPerYear => "repeating last year",
                _ => "repeating the last season",
            },
            _ => "repeating the last season",
        };

    /// <summary>The time of a value.</summary>
    public static string At(DateTime time, TimeSpacing? spacing) => time.ToString(
        spacing?.IsWithinDay == true ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
