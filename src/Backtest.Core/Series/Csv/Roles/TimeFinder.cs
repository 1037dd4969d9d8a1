using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>
/// Finds the columns of times: a column of times, wherever it stands; a date beside a time of day; separate columns of years, months,
/// days and hours; numbers with a name that denotes time, or consecutive ones, such as years.
/// </summary>
internal sealed class TimeFinder(CsvTable table, ColumnProfile[] profiles, ColumnChoice choice, HashSet<int> taken)
{
    private const int FewestYears = 3;

    /// <summary>Finds the columns; null if the rows have no times.</summary>
    /// <exception cref="InputException">Several columns may be the time, or a column named as such cannot be read.</exception>
    public TimeSource? Find()
    {
        if (choice.Time.Count > 0)
        {
            return Given();
        }

        var whole = Columns(column => profiles[column].Kind == CellKind.Time && profiles[column].Unit is not TimeUnit.Clock).ToList();
        var named = Columns(column => profiles[column].Kind == CellKind.Number && table.Columns > 1 && IsNumberOfTimes(column)).ToList();
        if (whole.Count == 0 && Parts() is { } parts)
        {
            return parts;
        }

        whole = whole.Count > 0 ? whole : named;
        if (whole.Count == 0)
        {
            return table.Columns == 1 ? Single() : Unnamed() ?? Unreadable();
        }

        var column = Only(whole);
        return WithClock(column) ?? Source(column);
    }

    private static TimeSource Source(int column) => new([(column, TimePart.Whole)]);

    private IEnumerable<int> Columns(Func<int, bool> fits) =>
        Enumerable.Range(0, table.Columns).Where(column => !taken.Contains(column) && fits(column));

    private string Name(int column) => table.Header?[column] ?? "";

    private TimeSource Given()
    {
        var columns = choice.Time.Select(name => ColumnNames.Find(table, name, "time")).ToList();
        if (columns is [var only])
        {
            return Source(only);
        }

        var parts = columns.ConvertAll(column => (column, Part: PartOf(column, isGiven: true)));
        if (parts.Exists(part => part.Part == TimePart.Whole) && parts.Exists(part => part.Part is TimePart.Clock or TimePart.Hour))
        {
            return new TimeSource(
                [.. parts.Select(part => part.Part == TimePart.Whole ? (part.column, TimePart.Date) : part).OrderBy(part => part.Item2)]);
        }

        return parts.Exists(part => part.Part == TimePart.Year)
            && parts.TrueForAll(part => part.Part != TimePart.Whole)
            && parts.DistinctBy(part => part.Part).Count() == parts.Count
            ? new TimeSource([.. parts.OrderBy(part => part.Part)])
            : throw new InputException(
                $"The columns {string.Join(", ", columns.Select(table.ColumnName))} do not form a time.",
                "columns.time",
                "Name one column, a date and a time of day, or a year with a month, day and hour.");
    }

    private TimePart PartOf(int column, bool isGiven)
    {
        var (profile, name) = (profiles[column], Name(column));
        return profile switch
        {
            { Kind: CellKind.Time, Unit: TimeUnit.Clock } => TimePart.Clock,
            { Kind: CellKind.Time, Unit: TimeUnit.Quarter or TimeUnit.Month } when HeaderWords.IsQuarter(name) => TimePart.Quarter,
            { AreMonths: true } => TimePart.Month,
            { AreYears: true } when HeaderWords.IsYear(name) || isGiven => TimePart.Year,
            { IsWhole: true, Most: <= 12 } when HeaderWords.IsMonth(name) => TimePart.Month,
            { IsWhole: true, Most: <= 4 } when HeaderWords.IsQuarter(name) => TimePart.Quarter,
            { IsWhole: true, Most: <= 53 } when HeaderWords.IsWeek(name) => TimePart.Week,
            { IsWhole: true, Most: <= 31 } when HeaderWords.IsDay(name) => TimePart.Day,
            { IsWhole: true, Most: <= 366 } when HeaderWords.IsDayOfYear(name) => TimePart.DayOfYear,
            { IsWhole: true, Most: <= 24 } when HeaderWords.IsHour(name) => TimePart.Hour,
            { IsWhole: true, Most: <= 59 } when HeaderWords.IsMinute(name) => TimePart.Minute,
            { IsWhole: true, Most: <= 2359 } when HeaderWords.IsHour(name) && profile.Most > 24 => TimePart.Clock,
            { Kind: CellKind.Text } when HeaderWords.IsQuarter(name) && AreMarked(column, "QqTtKk") => TimePart.Quarter,
            { Kind: CellKind.Text } when HeaderWords.IsMonth(name) && AreMarked(column, "Mm") => TimePart.Month,
            { Kind: CellKind.Text } when HeaderWords.IsWeek(name) && AreMarked(column, "Ww") => TimePart.Week,
            _ => TimePart.Whole,
        };
    }

    // Q1, M01 and W01 by themselves.
    private bool AreMarked(int column, string marks) => table.Sample(50).All(row =>
        table.Utf8(row, column) is [var mark, >= (byte)'0' and <= (byte)'9', ..] && marks.Contains((char)mark, StringComparison.Ordinal));

    // A year and its divisions, in separate columns.
    private TimeSource? Parts()
    {
        var parts = Columns(_ => true)
            .Select(column => (Column: column, Part: PartOf(column, isGiven: false)))
            .Where(part => part.Part is not (TimePart.Whole or TimePart.Date))
            .ToList();
        parts = [.. parts.DistinctBy(part => part.Part)];
        if (!parts.Exists(part => part.Part == TimePart.Year))
        {
            return UnnamedYearAndMonth();
        }

        var finer = parts.Where(part => part.Part is TimePart.Quarter or TimePart.Month or TimePart.Week or TimePart.DayOfYear).ToList();
        if (finer.Count == 0)
        {
            return null;
        }

        // Among several divisions, the one that goes with a day, or else the finest.
        var has = parts.Select(part => part.Part).ToHashSet();
        var keep = has.Contains(TimePart.Month) && has.Contains(TimePart.Day) ? TimePart.Month
            : has.Contains(TimePart.DayOfYear) ? TimePart.DayOfYear
            : has.Contains(TimePart.Week) && !has.Contains(TimePart.Month) ? TimePart.Week
            : has.Contains(TimePart.Month) ? TimePart.Month
            : finer[0].Part;
        parts.RemoveAll(part => part.Part is TimePart.Quarter or TimePart.Month or TimePart.Week or TimePart.DayOfYear
            && part.Part != keep);
        var hasDay = keep == TimePart.DayOfYear || (keep == TimePart.Month && has.Contains(TimePart.Day));
        parts.RemoveAll(part => part.Part == TimePart.Day && keep != TimePart.Month);
        parts.RemoveAll(part => part.Part is TimePart.Hour or TimePart.Minute or TimePart.Clock && !hasDay);
        return new TimeSource([.. parts.OrderBy(part => part.Part)]);
    }

    // Two adjacent columns of years and of the months 1 to 12, with each month once a year.
    private TimeSource? UnnamedYearAndMonth()
    {
        for (var column = 0; column + 1 < table.Columns; column++)
        {
            var (years, months) = (profiles[column], profiles[column + 1]);
            if (!taken.Contains(column)
                && !taken.Contains(column + 1)
                && years.AreYears
                && months is { IsWhole: true, Least: 1, Most: 12 }
                && !years.IsConstant
                && table.Rows >= 12)
            {
                return new TimeSource([(column, TimePart.Year), (column + 1, TimePart.Month)]);
            }
        }

        return null;
    }

    // Numbers with a name that denotes time: years, dates such as 20200131 and 202001, and seconds since 1970.
    private bool IsNumberOfTimes(int column)
    {
        var name = Name(column);
        return HeaderWords.IsTime(name)
            && (LooksLikeTimes(column) || (profiles[column].IsWhole && !HeaderWords.IsDate(name) && Counts(column)))
            || (Name(column) == "ds" && profiles[column].IsWhole)
            || IsDatesOfEightDigits(column);
    }

    private bool LooksLikeTimes(int column) => table.Sample(50).All(row =>
        CellKinds.IsTime(table.Utf8(row, column)) || IsSinceEpoch(table.Utf8(row, column)));

    private static bool IsSinceEpoch(ReadOnlySpan<byte> cell) =>
        decimal.TryParse(
            cell,
            System.Globalization.NumberStyles.AllowDecimalPoint,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number) && number is >= 100_000_000 and < 10_000_000_000_000_000_000m;

    // Without such a name, all cells must be dates of this century or the last.
    private bool IsDatesOfEightDigits(int column) =>
        profiles[column] is { IsWhole: true, Least: >= 1900_01_01, Most: <= 2100_12_31, IsConstant: false }
        && table.Sample(400).All(row => CellKinds.IsTime(table.Utf8(row, column)));

    // Years in a column without a name, ascending by one from the first row to the last.
    private TimeSource? Unnamed()
    {
        var columns = Columns(column => profiles[column].AreYears
            && Name(column).Length == 0
            && table.Rows >= FewestYears
            && GoesOn(column)).ToList();
        return columns is [var only, ..] && profiles[only] is { Least: >= 1700, Most: <= 2100 } ? Source(only) : null;
    }

    // Counts of several series may stand one series below the other, or one time below the other.
    private bool Counts(int column)
    {
        long? first = null, last = null;
        var isMoving = false;
        for (var row = 0; row < table.Rows; row++)
        {
            if (!long.TryParse(table.Utf8(row, column), out var number)
                || (last is { } before && number != before && number != before + 1 && number != first))
            {
                return false;
            }

            first ??= number;
            isMoving |= number != first;
            last = number;
        }

        return isMoving;
    }

    private bool GoesOn(int column)
    {
        long? last = null;
        var step = 0L;
        for (var row = 0; row < table.Rows; row++)
        {
            if (!long.TryParse(table.Utf8(row, column), out var number))
            {
                return false;
            }

            if (last is { } before)
            {
                step = step == 0 ? number - before : step;
                if (number - before != step || step is not (1 or -1))
                {
                    return false;
                }
            }

            last = number;
        }

        return step != 0;
    }

    private TimeSource? Single()
    {
        // Eight digits, and numbers since 1970, count only with a name that denotes time.
        var isTime = profiles[0].Kind == CellKind.Time && profiles[0].Unit is not TimeUnit.Clock;
        return isTime || (table.Header is not null
            && HeaderWords.IsTime(Name(0))
            && profiles[0] is { Kind: CellKind.Number, IsWhole: true }
            && LooksLikeTimes(0)) ? Source(0) : null;
    }

    // A column named as a date is never dropped: a cell that is not a date is an error.
    private TimeSource? Unreadable()
    {
        var columns = Columns(column => profiles[column].Kind == CellKind.Time
            || (Name(column).Length > 0 && profiles[column].Kind is not CellKind.Missing
                && (HeaderWords.IsDate(Name(column)) || (HeaderWords.IsTime(Name(column)) && profiles[column].Kind is CellKind.Text))))
                    .ToList();
        return columns is [var first, ..] ? Source(first) : null;
    }

    // If there are several, their names or values must single one out.
    private int Only(List<int> columns)
    {
        if (columns.Count > 1)
        {
            columns = Narrowed(columns, column => !profiles[column].IsConstant);
            columns = Narrowed(columns, column => profiles[column].Kind == CellKind.Time || HeaderWords.IsTime(Name(column)));
        }

        if (columns.Count > 1)
        {
            columns = Narrowed(columns, column => HeaderWords.IsTime(Name(column)) || HeaderWords.IsStart(Name(column)));
            columns = columns.Exists(column => HeaderWords.IsStart(Name(column)))
                ? Narrowed(columns, column => HeaderWords.IsStart(Name(column)))
                : columns;
        }

        return columns is [var only]
            ? only
            : throw new InputException(
                $"The columns {table.ColumnNames(columns)} all hold times.",
                $"line {table.Line(0)}",
                "Name the one that the values belong to as \"time\" in the grid's \"columns\".");
    }

    private static List<int> Narrowed(List<int> columns, Func<int, bool> fits) =>
        columns.Where(fits).ToList() is { Count: > 0 } some ? some : columns;

    private TimeSource? WithClock(int column)
    {
        if (profiles[column].Unit is not (TimeUnit.Day or null) && profiles[column].Kind == CellKind.Time)
        {
            return null;
        }

        // A date has only midnight if another column has the time of day.
        var clocks = Columns(other => other != column && (PartOf(other, isGiven: false) is TimePart.Clock or TimePart.Hour)).ToList();
        return clocks is [var clock, ..] && IsDate(column) && !profiles[clock].IsConstant
            ? new TimeSource([(column, TimePart.Date), (clock, PartOf(clock, isGiven: false)), .. Minutes(PartOf(clock, isGiven: false))])
            : null;
    }

    private (int, TimePart)[] Minutes(TimePart clock) => clock == TimePart.Hour
        ? [.. Columns(column => PartOf(column, isGiven: false) == TimePart.Minute).Take(1).Select(column => (column, TimePart.Minute))]
        : [];

    private bool IsDate(int column) => profiles[column].Kind == CellKind.Time || IsDatesOfEightDigits(column);
}
