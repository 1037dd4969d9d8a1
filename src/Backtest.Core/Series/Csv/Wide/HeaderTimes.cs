using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Wide;

/// <summary>Column names that are dates, months, quarters, weeks or years, all read alike.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Unit">The period that a name stands for.</param>
/// <param name="Ticks">The time of each.</param>
internal sealed record HeaderTimes(IReadOnlyList<int> Columns, TimeUnit Unit, long[] Ticks)
{
    private const int FirstYear = 1500;
    private const int LastYear = 2200;

    /// <summary>Reads the column names that are times; null if there are none, or of different kinds.</summary>
    /// <param name="table">The table, which has a header.</param>
    /// <param name="columns">Columns that may have times as names.</param>
    /// <param name="format">Notation of the times; null to find it.</param>
    /// <exception cref="InputException">The day or the month may come first.</exception>
    public static HeaderTimes? Find(CsvTable table, IReadOnlyList<int> columns, string? format)
    {
        DateOrder[] orders = format switch
        {
            TimeFormat.DayFirst => [DateOrder.DayFirst],
            TimeFormat.MonthFirst => [DateOrder.MonthFirst],
            TimeFormat.YearFirst => [DateOrder.YearFirst],
            _ => [DateOrder.DayFirst, DateOrder.MonthFirst, DateOrder.YearFirst],
        };
        var named = columns.Where(column => orders.Any(order => Time(table.Header![column], order) is not null)).ToList();
        var readings = orders.Select(order => Read(table, named, order))
            .OfType<HeaderTimes>()
            .DistinctBy(reading => string.Join(' ', reading.Ticks))
            .ToList();
        if (readings.Count <= 1)
        {
            return readings.FirstOrDefault();
        }

        var regular = readings.FindAll(reading => reading.AreEquallySpaced);
        return regular is [var only] ? only : throw new InputException(
            $"The name of the column {table.ColumnName(named[0])} may be day first or month first, and no other name tells which.",
            $"line {table.HeaderLine}",
            $"Write dates as yyyy-MM-dd, or give \"{TimeFormat.DayFirst}\" or \"{TimeFormat.MonthFirst}\" as \"format\" in the grid's "
                + "\"columns\".");
    }

    private bool AreEquallySpaced
    {
        get
        {
            var times = Array.ConvertAll(Ticks, tick => new DateTime(tick));
            Array.Sort(times);
            return TimeSpacing.Detect(times)?.StepsBetween(times[0], times[^1]) == times.Length - 1;
        }
    }

    private static HeaderTimes? Read(CsvTable table, List<int> columns, DateOrder order)
    {
        var times = columns.ConvertAll(column => Time(table.Header![column], order));
        return times.Count == 0
            || times.Exists(time => time?.Unit is not { } unit || unit != times[0]?.Unit)
            || times.DistinctBy(time => time!.Value.Ticks).Count() != times.Count
            ? null
            : new HeaderTimes(columns, times[0]!.Value.Unit, [.. times.Select(time => time!.Value.Ticks)]);
    }

    private static (TimeUnit Unit, long Ticks)? Time(string name, DateOrder order)
    {
        var cell = Encoding.UTF8.GetBytes(name);
        if (cell.Length == 0 || !TimeCell.TryParse(cell, order, out var time) || time.Unit is TimeUnit.Clock)
        {
            // R puts an X before a name that begins with a digit.
            return name is ['X' or 'Y' or 'F', >= '0' and <= '9', ..] && name.Length >= 5 ? Time(name[1..].Replace('.', '-'), order) : null;
        }

        if (time.Unit == TimeUnit.Year && time.Year is < FirstYear or > LastYear)
        {
            return null;
        }

        var year = time.IsShortYear ? time.Year + (time.Year < 50 ? 2000 : 1900) : time.Year;
        if (time.Unit == TimeUnit.Week)
        {
            return (time.Unit, ISOWeek.ToDateTime(year, time.Day, DayOfWeek.Monday).Ticks);
        }

        // Fiscal years have no month: 2000/01 among 2000/01, 2001/02, ...
        var isYear = time.Unit == TimeUnit.Year
            || (time.IsYearAndTwoDigits && time.Month == (year + 1) % 100 && name.Contains('/', StringComparison.Ordinal));
        return isYear
            ? (TimeUnit.Year, new DateTime(year, 1, 1).Ticks)
            : (time.Unit, new DateTime(year, time.Month, time.Day).Ticks + time.Ticks);
    }
}
