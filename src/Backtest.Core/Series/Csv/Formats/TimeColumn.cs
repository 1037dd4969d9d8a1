using System.Globalization;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Formats;

/// <summary>
/// Reads a column of times. One reading must fit the whole column. If the order of the dates' numbers is ambiguous, only one order may
/// give equal steps. Two-digit years lie within a hundred years. The size of numbers since 1970 determines their unit.
/// </summary>
internal static class TimeColumn
{
    private const int LatestShortYear = 2049;
    private const long Epoch = 621_355_968_000_000_000;
    private const double MostMissing = 0.5;
    private const double FewestPresent = 0.25;

    // By the number of digits: seconds since 1973, and the same range for finer units.
    private static readonly (double From, double To, long TicksPerUnit, string Format)[] Units =
    [
        (1e8, 1e11, TimeSpan.TicksPerSecond, TimeFormat.Seconds),
        (1e11, 1e14, TimeSpan.TicksPerMillisecond, TimeFormat.Milliseconds),
        (1e14, 1e17, TimeSpan.TicksPerMicrosecond, TimeFormat.Microseconds),
        (1e17, 1e20, 0, TimeFormat.Nanoseconds),
    ];

    /// <summary>Reads a column.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="format">Notation of the times; null to find it.</param>
    /// <exception cref="InputException">A cell is not a time, or the column can be read in two ways.</exception>
    /// <param name="clocks">Ticks of each row's time of day from another column; null if there is none.</param>
    public static ColumnTimes Parse(CsvTable table, int column, string? format, long[]? clocks = null)
    {
        if (TimeFormat.IsPattern(format))
        {
            TimeFormat.CheckPattern(format!);
            return ByPattern(table, column, format!);
        }

        if (format is TimeFormat.Seconds or TimeFormat.Milliseconds or TimeFormat.Microseconds or TimeFormat.Nanoseconds)
        {
            return SinceEpoch(table, column, format) ?? throw NoTime(table, column, FirstNoNumber(table, column), null);
        }

        return format switch
        {
            TimeFormat.Excel => ByDayNumber(table, column),
            TimeFormat.Count => Counts(table, column) ?? throw NoTime(table, column, FirstNoNumber(table, column), null),
            _ => ByCells(table, column, format, clocks),
        };
    }

    /// <summary>Reads a column of consecutive whole numbers that are not times; null if it is not one.</summary>
    public static ColumnTimes? Counts(CsvTable table, int column)
    {
        var counts = new long[table.Rows];
        for (var row = 0; row < counts.Length; row++)
        {
            if (!long.TryParse(table.Utf8(row, column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out counts[row])
                || Math.Abs(counts[row]) > int.MaxValue)
            {
                return null;
            }
        }

        return new ColumnTimes(counts, null, TimeUnit.Instant, TimeFormat.Count, []) { IsCount = true };
    }

    /// <summary>The problem of a cell that is not a time.</summary>
    public static InputException NoTime(CsvTable table, int column, int row, string? likeOthers) => new(
        table.Utf8(row, column).IsEmpty
            ? "The row has no date or time."
            : $"'{table.Shown(row, column)}' is not a date or time{likeOthers ?? (row > 0 ? " like the ones above it" : "")}.",
        table.Where(row, column),
        "Write every date as yyyy-MM-dd, followed by HH:mm:ss for a time, or give how they are "
            + "written as \"format\" in the grid's \"columns\".");

    private static ColumnTimes ByCells(CsvTable table, int column, string? format, long[]? clocks)
    {
        var given = format switch
        {
            TimeFormat.DayFirst => DateOrder.DayFirst,
            TimeFormat.MonthFirst => DateOrder.MonthFirst,
            TimeFormat.YearFirst => DateOrder.YearFirst,
            _ => (DateOrder?)null,
        };
        if (given is null && format is null && Common(table, column) is { } common)
        {
            return common;
        }

        var first = Reading.Of(table, column, given ?? DateOrder.DayFirst, format);
        if (given is not null || (first.IsRight && !first.UsesOrder))
        {
            return first.Times ?? Alternative(table, column, format) ?? throw NoTime(table, column, first.Wrong, null);
        }

        var readings = new[] { DateOrder.MonthFirst, DateOrder.YearFirst }.Select(order => Reading.Of(table, column, order, format))
            .Prepend(first)
            .ToList();
        var right = readings.FindAll(reading => reading.IsRight);
        return right switch
        {
            [] => Alternative(table, column, format) ?? throw NoTime(table, column, readings.Max(reading => reading.Wrong), null),
            [var only] => only.Times!,
            _ => OfEqualSteps(table, column, right, clocks),
        };
    }

    // Dates with the year first and two digits for the other parts; null if any cell is different.
    private static ColumnTimes? Common(CsvTable table, int column)
    {
        var ticks = new long[table.Rows];
        var unit = TimeUnit.Day;
        for (var row = 0; row < ticks.Length; row++)
        {
            if ((row & 4095) == 0)
            {
                table.ThrowIfCancelled();
            }

            if (!TimeCell.TryParseCommon(table.Utf8(row, column), out var time))
            {
                return null;
            }

            ticks[row] = new DateTime(time.Year, time.Month, time.Day).Ticks + time.Ticks;
            unit = time.Unit == TimeUnit.Instant ? TimeUnit.Instant : unit;
        }

        return new ColumnTimes(ticks, null, unit, TimeFormat.YearFirst, []);
    }

    // Only one of the orders gives times with equal steps.
    private static ColumnTimes OfEqualSteps(CsvTable table, int column, List<Reading> readings, long[]? clocks)
    {
        readings = [.. readings.DistinctBy(reading => reading.Times!, SameTimes.Instance)];
        if (readings is [var only])
        {
            return only.Times!;
        }

        var shares = readings.ConvertAll(reading => Regularity(reading.Times!.Ticks, clocks));
        var best = shares.IndexOf(shares.Max());
        var others = shares.Where((_, k) => k != best).Max();
        var isClear = (shares[best] == 1 && others < 1) || (shares[best] > MostMissing && others < FewestPresent);
        if (!isClear)
        {
            throw new InputException(
                $"'{table.Shown(0, column)}' may be day first or month first, and no date in the column tells which.",
                table.Where(0, column),
                $"Write dates as yyyy-MM-dd, or give \"{TimeFormat.DayFirst}\" or \"{TimeFormat.MonthFirst}\" as \"format\" in the "
                    + "grid's \"columns\".");
        }

        var times = readings[best].Times!;
        return times with
        {
            Notes = [
                .. times.Notes, $"The dates were read as {Words(times.Format)}, because only then are they equally spaced."]
        };
    }

    private static string Words(string? format) => format switch
    {
        TimeFormat.DayFirst => "day first",
        TimeFormat.MonthFirst => "month first",
        _ => "year first",
    };

    // The share of the steps from the first to the last time that have a time; 0 without a step.
    private static double Regularity(long[] ticks, long[]? clocks)
    {
        var times = ticks.Select((tick, row) => tick + (clocks?[row] ?? 0)).Distinct().Order().Select(tick => new DateTime(tick)).ToArray();
        return TimeSpacing.Detect(times) is { } spacing && spacing.StepsBetween(times[0], times[^1]) is { } steps
            ? times.Length / (steps + 1.0)
            : 0;
    }

    // Numbers since 1970 and counts, which have no date marks.
    private static ColumnTimes? Alternative(CsvTable table, int column, string? format) =>
        format is null ? SinceEpoch(table, column, null) ?? CountsOrRefusal(table, column) : null;

    private static ColumnTimes? CountsOrRefusal(CsvTable table, int column)
    {
        if (Counts(table, column) is { } counts)
        {
            // Spreadsheet dates in this range lie in the years 1954 to 2064.
            return !counts.Ticks.All(count => count is >= 20_000 and <= 60_000) ? counts : throw new InputException(
                $"'{table.Shown(0, column)}' may be a spreadsheet's number for a date, or a count.",
                table.Where(0, column),
                $"Give \"{TimeFormat.Excel}\" or \"{TimeFormat.Count}\" as \"format\" in the grid's "
                    + "\"columns\", or write every date as yyyy-MM-dd.");
        }

        var others = Enumerable.Range(0, table.Rows).Where(row => !long.TryParse(table.Utf8(row, column), out _)).ToList();
        return others.Count == 0
            || 2 * others.Count > table.Rows
            || TimeCell.TryParse(table.Utf8(others[0], column), DateOrder.DayFirst, out _)
            || table.Utf8(others[0], column).IsEmpty
            ? null
            : throw new InputException(
                $"'{table.Shown(others[0], column)}' is not a whole number like the others.",
                table.Where(others[0], column),
                "Continue the count, or write every time as a date.");
    }

    private static int FirstNoNumber(CsvTable table, int column)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            if (!decimal.TryParse(table.Utf8(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            {
                return row;
            }
        }

        return 0;
    }

    private static ColumnTimes? SinceEpoch(CsvTable table, int column, string? format)
    {
        var ticks = new long[table.Rows];
        (double From, double To, long TicksPerUnit, string Format)? unit = format is null ? null : Units.First(one => one.Format == format);
        for (var row = 0; row < ticks.Length; row++)
        {
            if (!decimal.TryParse(table.Utf8(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            var size = (double)Math.Abs(number);
            unit ??= Units.FirstOrDefault(one => size >= one.From && size < one.To) is { Format: not null } found ? found : null;
            if (unit is not { } known || (format is null && (size < known.From || size >= known.To)))
            {
                return null;
            }

            var since = known.TicksPerUnit > 0 ? number * known.TicksPerUnit : number / 100;
            if (since < -Epoch || since > DateTime.MaxValue.Ticks - Epoch)
            {
                return null;
            }

            ticks[row] = Epoch + (long)since;
        }

        var notes = format is null ? new[] { $"The times were read as {unit!.Value.Format} since 1970, in UTC." } : [];
        return new ColumnTimes(ticks, new short[ticks.Length], TimeUnit.Instant, unit?.Format, notes);
    }

    private static ColumnTimes ByDayNumber(CsvTable table, int column)
    {
        var ticks = new long[table.Rows];
        for (var row = 0; row < ticks.Length; row++)
        {
            if (!double.TryParse(table.Utf8(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || number is not (>= 1 and < 2_900_000))
            {
                throw NoTime(table, column, row, " of a spreadsheet");
            }

            // To the millisecond; a double is not more precise within a day.
            ticks[row] = DateTime.FromOADate(number).Ticks;
        }

        return new ColumnTimes(ticks, null, ticks.All(tick => tick % TimeSpan.TicksPerDay == 0)
            ? TimeUnit.Day
            : TimeUnit.Instant, TimeFormat.Excel, []);
    }

    private static ColumnTimes ByPattern(CsvTable table, int column, string pattern)
    {
        var hasOffset = pattern.AsSpan().ContainsAny('z', 'K');
        var (ticks, offsets) = (new long[table.Rows], hasOffset ? new short[table.Rows] : null);
        for (var row = 0; row < ticks.Length; row++)
        {
            if (!DateTimeOffset.TryParseExact(
                table.Cell(row, column), pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                throw NoTime(table, column, row, $" of the form {pattern}");
            }

            ticks[row] = time.DateTime.Ticks;
            if (offsets is not null)
            {
                offsets[row] = (short)time.Offset.TotalMinutes;
            }
        }

        return new ColumnTimes(ticks, offsets, ticks.All(tick => tick % TimeSpan.TicksPerDay == 0)
            ? TimeUnit.Day
            : TimeUnit.Instant, pattern, []);
    }

    // Two orders that give the same times count as one.
    private sealed class SameTimes : IEqualityComparer<ColumnTimes>
    {
        public static SameTimes Instance { get; } = new();

        public bool Equals(ColumnTimes? x, ColumnTimes? y) => x!.Ticks.AsSpan().SequenceEqual(y!.Ticks);

        public int GetHashCode(ColumnTimes times) => HashCode.Combine(times.Ticks[0], times.Ticks[^1], times.Ticks.Length);
    }

    // The column in one order of its dates' numbers.
    private sealed class Reading
    {
        private Reading(int wrong) => Wrong = wrong;

        public ColumnTimes? Times { get; private init; }

        public bool UsesOrder { get; private init; }

        public int Wrong { get; }

        public bool IsRight => Times is not null;

        public static Reading Of(CsvTable table, int column, DateOrder order, string? format)
        {
            var parts = new TimeParts[table.Rows];
            var usesOrder = false;
            for (var row = 0; row < parts.Length; row++)
            {
                if ((row & 4095) == 0)
                {
                    table.ThrowIfCancelled();
                }

                if (!TimeCell.TryParse(table.Utf8(row, column), order, out parts[row]))
                {
                    return new Reading(row) { UsesOrder = true };
                }

                usesOrder |= parts[row].UsesOrder;
            }

            return TryUnit(parts, format, out var unit, out var isFiscal, out var wrong)
                && TryTicks(parts, unit, isFiscal, out var ticks, out var isShort, out wrong)
                ? new Reading(parts.Length)
                {
                    Times = Finish(parts, ticks, unit, isFiscal, isShort, order, usesOrder),
                    UsesOrder = usesOrder
                }
                : new Reading(wrong) { UsesOrder = usesOrder };
        }

        private static ColumnTimes Finish(
            TimeParts[] parts, long[] ticks, TimeUnit unit, bool isFiscal, bool isShort, DateOrder order, bool usesOrder)
        {
            var notes = new List<string>();
            if (isFiscal)
            {
                notes.Add(
                    "The times were read as years that end in the next calendar year, such as 2000/01: the second number is always the next year's.");
            }

            if (isShort)
            {
                notes.Add($"Two-digit years were read as {new DateTime(ticks.Min()).Year} to {new DateTime(ticks.Max()).Year}.");
            }

            var offsets = Offsets(parts, notes);
            if (parts[0].IsSpan || parts.Any(part => part.IsSpan))
            {
                notes.Add("For each span of time, the start was read.");
            }

            var format = isFiscal ? TimeFormat.FiscalYear
                : unit == TimeUnit.Year ? TimeFormat.Year
                : unit == TimeUnit.Month ? TimeFormat.YearMonth
                : unit is TimeUnit.Day or TimeUnit.Instant
                    ? !usesOrder ? (parts[0].IsDayFirst
                        ? TimeFormat.DayFirst
                        : TimeFormat.YearFirst) : order switch
                        {
                            DateOrder.DayFirst =>
                        TimeFormat.DayFirst,
                            DateOrder.MonthFirst =>
                        TimeFormat.MonthFirst,
                            _ =>
                        TimeFormat.YearFirst
                        }
                    : null;
            return new ColumnTimes(ticks, offsets, unit, format, notes);
        }

        // An apparent offset that differs from row to row is the end of a span: 00:00-01:00, 01:00-02:00.
        private static short[]? Offsets(TimeParts[] parts, List<string> notes)
        {
            const int MostOffsets = 6;
            if (parts[0].Offset == TimeParts.NoOffset)
            {
                return null;
            }

            var offsets = Array.ConvertAll(parts, part => part.Offset);
            var distinct = new HashSet<short>(offsets);
            if (distinct.Count > MostOffsets && distinct.All(offset => offset <= 0))
            {
                notes.Add("For each span of time, the start was read.");
                return null;
            }

            return offsets;
        }

        // All cells have the same unit; a day is the midnight when it begins.
        private static bool TryUnit(TimeParts[] parts, string? format, out TimeUnit unit, out bool isFiscal, out int wrong)
        {
            (unit, isFiscal) = (parts[0].Unit, false);
            if (parts[0].IsYearAndTwoDigits)
            {
                isFiscal = format == TimeFormat.FiscalYear || (format != TimeFormat.YearMonth && AreFiscal(parts));
                unit = isFiscal ? TimeUnit.Year : TimeUnit.Month;
            }

            for (wrong = 0; wrong < parts.Length; wrong++)
            {
                var part = parts[wrong];
                var own = isFiscal && part.IsYearAndTwoDigits ? TimeUnit.Year : part.Unit;
                if (own != unit)
                {
                    if (own is not (TimeUnit.Day or TimeUnit.Instant) || unit is not (TimeUnit.Day or TimeUnit.Instant))
                    {
                        return false;
                    }

                    unit = TimeUnit.Instant;
                }

                if ((part.Offset == TimeParts.NoOffset) != (parts[0].Offset == TimeParts.NoOffset))
                {
                    return false;
                }
            }

            return true;
        }

        // As months, they would be thirteen months apart.
        private static bool AreFiscal(TimeParts[] parts)
        {
            foreach (var part in parts)
            {
                var second = part.Unit == TimeUnit.Year ? (part.Year + 1) % 100 : part.Month;
                if (!part.IsYearAndTwoDigits || second != (part.Year + 1) % 100)
                {
                    return false;
                }
            }

            return parts.Any(part => part.Year != parts[0].Year) || parts[0].Unit == TimeUnit.Year;
        }

        private static bool TryTicks(TimeParts[] parts, TimeUnit unit, bool isFiscal, out long[] ticks, out bool isShort, out int wrong)
        {
            ticks = new long[parts.Length];
            isShort = parts.Any(part => part.IsShortYear);
            var (from, century) = isShort ? ShortYears(parts) : (0, 0);
            for (wrong = 0; wrong < parts.Length; wrong++)
            {
                ref var part = ref parts[wrong];
                var year = !part.IsShortYear ? part.Year : century + part.Year + (part.Year < from ? 100 : 0);
                var month = isFiscal || unit == TimeUnit.Year ? 1 : part.Month;
                if (unit == TimeUnit.Week)
                {
                    if (part.Day > ISOWeek.GetWeeksInYear(year))
                    {
                        return false;
                    }

                    ticks[wrong] = ISOWeek.ToDateTime(year, part.Day, DayOfWeek.Monday).AddDays(part.Month - 1).Ticks;
                    continue;
                }

                if (unit == TimeUnit.Clock)
                {
                    ticks[wrong] = part.Ticks;
                    continue;
                }

                if (!TimeCell.IsDate(year, month, part.Day))
                {
                    return false;
                }

                ticks[wrong] = new DateTime(year, month, part.Day).Ticks + part.Ticks;
            }

            return true;
        }

        // The years start after the widest gap between their two digits, in the latest century that is not far ahead.
        private static (int From, int Century) ShortYears(TimeParts[] parts)
        {
            var years = parts.Where(part => part.IsShortYear).Select(part => part.Year).Distinct().Order().ToArray();
            var (from, widest) = (years[0], years[0] + 100 - years[^1]);
            for (var k = 1; k < years.Length; k++)
            {
                if (years[k] - years[k - 1] > widest)
                {
                    (from, widest) = (years[k], years[k] - years[k - 1]);
                }
            }

            var last = years.Max(year => year < from ? year + 100 : year);
            return (from, 2000 + last <= LatestShortYear ? 2000 : 1900 + last <= LatestShortYear ? 1900 : 1800);
        }
    }
}
