using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Formats;

/// <summary>The columns that make up the time of a row.</summary>
/// <param name="Parts">Each column with its part of the time.</param>
internal sealed record TimeSource(IReadOnlyList<(int Column, TimePart Part)> Parts)
{
    private const int HoursOfDay = 24;
    private const int SomeYear = 2000;

    /// <summary>The column that errors name.</summary>
    public int Column => Parts[0].Column;

    /// <summary>Whether a column is one of them.</summary>
    public bool Has(int column) => Parts.Any(part => part.Column == column);

    /// <summary>A row's time as written in the file.</summary>
    public string Shown(CsvTable table, int row) => string.Join(' ', Parts.Select(part => table.Shown(row, part.Column)));

    /// <summary>Reads the times of all rows.</summary>
    /// <exception cref="InputException">A cell is not a time, or is ambiguous.</exception>
    public ColumnTimes Read(CsvTable table, string? format)
    {
        if (Parts is [(var only, TimePart.Whole)])
        {
            var times = TimeColumn.Parse(table, only, format);
            return times.Unit != TimeUnit.Clock ? times : throw new InputException(
                $"'{table.Shown(0, only)}' is a time of day, and no column has the date.",
                table.Where(0, only),
                "Add a column with the date, or write both in one as yyyy-MM-dd HH:mm.");
        }

        return Parts[0].Part == TimePart.Date ? DateAndClock(table, format) : YearAndParts(table);
    }

    private ColumnTimes DateAndClock(CsvTable table, string? format)
    {
        var notes = new List<string>();
        var clock = new long[table.Rows];
        foreach (var (column, part) in Parts.Skip(1))
        {
            var clocks = part == TimePart.Clock
                ? Clocks(table, column, notes)
                : Numbers(table, column, part, 0, part == TimePart.Hour ? HoursOfDay : 59);
            for (var row = 0; row < clock.Length; row++)
            {
                clock[row] += part switch
                {
                    TimePart.Clock =>
                    clocks[row],
                    TimePart.Hour =>
                    clocks[row] * TimeSpan.TicksPerHour,
                    _ =>
                    clocks[row] * TimeSpan.TicksPerMinute
                };
            }

            AddHourNote(part, clocks, notes);
        }

        var dates = TimeColumn.Parse(table, Parts[0].Column, format, clock);
        if (dates.Unit is not (TimeUnit.Day or TimeUnit.Instant))
        {
            throw new InputException(
                $"'{table.Shown(0, Parts[0].Column)}' is not a date that goes with a time of day.",
                table.Where(0, Parts[0].Column),
                "Write every date as yyyy-MM-dd.");
        }

        return dates with
        {
            Ticks = [.. dates.Ticks.Select((tick, row) => tick + clock[row])],
            Unit = TimeUnit.Instant,
            Notes = [.. dates.Notes, .. notes]
        };
    }

    // Hours from 1 to 24 denote the end of the hour; they are kept as written, so the 24th is the next midnight.
    private static void AddHourNote(TimePart part, long[] clocks, List<string> notes)
    {
        if (part == TimePart.Hour && clocks.Max() == HoursOfDay)
        {
            notes.Add("Hour 24 was read as midnight of the next day.");
        }
    }

    private static long[] Clocks(CsvTable table, int column, List<string> notes)
    {
        var ticks = new long[table.Rows];
        var isSpan = false;
        for (var row = 0; row < ticks.Length; row++)
        {
            var cell = table.Utf8(row, column);
            if (!TimeCell.TryParse(cell, DateOrder.DayFirst, out var time) || time.Unit != TimeUnit.Clock)
            {
                // 0930 or 93000 written as numbers.
                if (!int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                    || !TryDigits(digits, cell.Length, out time))
                {
                    throw new InputException(
                        $"'{table.Shown(row, column)}' is not a time of day.",
                        table.Where(row, column),
                        "Write every time as HH:mm or HH:mm:ss.");
                }
            }

            ticks[row] = time.Ticks;
            isSpan |= time.IsSpan;
        }

        if (isSpan)
        {
            notes.Add("For each span of time, the start was read.");
        }

        return ticks;
    }

    private static bool TryDigits(int digits, int length, out TimeParts time)
    {
        time = default;
        var (hours, minutes, seconds) = length <= 4 ? (digits / 100, digits % 100, 0) : (digits / 10_000, digits / 100 % 100, digits % 100);
        time.Ticks = ((((hours * 60L) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond;
        return length is >= 1 and <= 6 && minutes <= 59 && seconds <= 59 && time.Ticks <= TimeSpan.TicksPerDay;
    }

    private ColumnTimes YearAndParts(CsvTable table)
    {
        var columns = Parts.ToDictionary(part => part.Part, part => part.Column);
        long[]? Of(TimePart part, int least, int most) =>
            columns.TryGetValue(part, out var column) ? Numbers(table, column, part, least, most) : null;

        // Months in rows under years in the header have no year of their own.
        var years = Of(TimePart.Year, 0, 9000) ?? [.. Enumerable.Repeat((long)SomeYear, table.Rows)];
        var (quarters, weeks) = (Of(TimePart.Quarter, 1, 4), Of(TimePart.Week, 1, 53));
        var (months, days) = (Of(TimePart.Month, 1, 12), Of(TimePart.Day, 1, 31));
        var (daysOfYear, hours, minutes) = (Of(TimePart.DayOfYear, 1, 366), Of(TimePart.Hour, 0, HoursOfDay), Of(TimePart.Minute, 0, 59));
        var clocks = columns.TryGetValue(TimePart.Clock, out var clock) ? Clocks(table, clock, []) : null;
        var isShort = years.Max() < 100;
        var ticks = new long[table.Rows];
        for (var row = 0; row < ticks.Length; row++)
        {
            var year = (int)years[row] + (isShort ? years[row] < 70 ? 2000 : 1900 : 0);
            var month = quarters is not null ? (3 * (int)quarters[row]) - 2 : (int)(months?[row] ?? 1);
            var day = (int)(days?[row] ?? 1);
            var isTime = TimeCell.IsDate(year, month, day) && year >= 1000;
            var date = isTime ? new DateTime(year, month, day) : default;
            if (isTime && weeks is not null)
            {
                isTime = weeks[row] <= ISOWeek.GetWeeksInYear(year);
                date = isTime ? ISOWeek.ToDateTime(year, (int)weeks[row], DayOfWeek.Monday) : date;
            }

            if (isTime && daysOfYear is not null)
            {
                date = date.AddDays(daysOfYear[row] - 1);
                isTime = date.Year == year;
            }

            if (!isTime)
            {
                throw new InputException(
                    $"'{Shown(table, row)}' is not a date.", table.Where(row, Column), "Write every date in one column as yyyy-MM-dd.");
            }

            ticks[row] = date.Ticks + ((hours?[row] ?? 0) * TimeSpan.TicksPerHour) + ((minutes?[row] ?? 0) * TimeSpan.TicksPerMinute)
                + (clocks?[row] ?? 0);
        }

        var notes = new List<string>();
        if (hours is not null)
        {
            AddHourNote(TimePart.Hour, hours, notes);
        }

        var unit = hours is not null || clocks is not null ? TimeUnit.Instant
            : days is not null || daysOfYear is not null ? TimeUnit.Day
            : weeks is not null ? TimeUnit.Week
            : months is not null ? TimeUnit.Month
            : quarters is not null ? TimeUnit.Quarter
            : TimeUnit.Year;
        return new ColumnTimes(ticks, null, unit, null, notes);
    }

    private static long[] Numbers(CsvTable table, int column, TimePart part, int least, int most)
    {
        var numbers = new long[table.Rows];
        for (var row = 0; row < numbers.Length; row++)
        {
            var cell = table.Utf8(row, column);
            var isNumber = TryNumber(cell, part, out numbers[row]);
            if (!isNumber || numbers[row] < least || numbers[row] > most)
            {
                throw new InputException(
                    $"'{table.Shown(row, column)}' is not a valid {Name(part)}.",
                    table.Where(row, column),
                    "Write every time in one column as yyyy-MM-dd HH:mm, or name the columns as \"time\" in the grid's \"columns\".");
            }
        }

        return numbers;
    }

    private static string Name(TimePart part) =>
        part switch { TimePart.DayOfYear => "day of the year", _ => part.ToString().ToLowerInvariant() };

    // Names of months, and the marks Q1, M01, W01 and H1 of parts of a year.
    private static bool TryNumber(ReadOnlySpan<byte> cell, TimePart part, out long number)
    {
        if (long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        if (cell.EndsWith(".0"u8) && long.TryParse(cell[..^2], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        var text = Encoding.UTF8.GetString(cell).TrimEnd('.');
        if (part == TimePart.Month && TimeWords.Month(text) is > 0 and var month)
        {
            number = month;
            return true;
        }

        var digits = text.Trim(' ', '.').TrimStart([.. "QqTtMmWwKkVvHhD"]).TrimEnd([.. "QqTt月年日时時周週월년일시"]);
        return (part is TimePart.Quarter or TimePart.Month or TimePart.Week or TimePart.Year or TimePart.Day or TimePart.Hour)
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
