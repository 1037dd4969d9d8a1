using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Building;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Roles;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Wide;

/// <summary>
/// A table with times across: a column per date, year, month, quarter, day or hour, and a row per series, year, month or day.
/// </summary>
internal sealed class WideTable
{
    private const int FewestTimes = 3;
    private const int FewestMonths = 6;
    private const int MostMonths = 12;
    private const int FewestClocks = 12;
    private const int FewestDays = 28;

    private readonly CsvTable _table;
    private readonly ColumnProfile[] _profiles;
    private readonly int[] _across;
    private readonly long[] _header;
    private readonly TimePart _part;
    private readonly TimeSource? _down;
    private readonly List<int> _ids;

    private WideTable(CsvTable table, ColumnProfile[] profiles, int[] across, long[] header, TimePart part, TimeSource? down)
    {
        (_table, _profiles, _across, _header, _part, _down) = (table, profiles, across, header, part, down);
        _ids = FindIds();
    }

    /// <summary>Columns of values.</summary>
    public IReadOnlyList<int> Across => _across;

    /// <summary>Columns of ids.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>Columns with a part of the time; null if the header has all of it.</summary>
    public TimeSource? Down => _down;

    /// <summary>The guess that was made.</summary>
    public string Note => _down is null
        ? $"The times were read from the header, from '{_table.NameOf(_across[0])}' to '{_table.NameOf(_across[^1])}': each row is a "
            + "series."
        : $"Each row has {_across.Length} values one after the other, from '{_table.NameOf(_across[0])}' to '{_table.NameOf(_across[^1])}'.";

    /// <summary>Detects a table with times across; null if it is not one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="profiles">The profiles of its columns.</param>
    /// <param name="choice">The user's description of the file.</param>
    public static WideTable? Find(CsvTable table, ColumnProfile[] profiles, ColumnChoice choice)
    {
        if (table.Header is not { } header || choice.Target is not null || choice.PastCovariates.Count + choice.FutureCovariates.Count > 0)
        {
            return null;
        }

        var values = Enumerable.Range(0, table.Columns)
            .Where(column => profiles[column].Kind is CellKind.Number or CellKind.Missing && !IsTotal(header[column]))
            .ToList();
        return Whole(table, profiles, choice, header, values)
            ?? Parts(table, profiles, choice, header, values, TimePart.Month, MonthOf, FewestMonths)
            ?? Parts(table, profiles, choice, header, values, TimePart.Quarter, QuarterOf, FewestTimes)
            ?? Parts(table, profiles, choice, header, values, TimePart.Day, DayOf, FewestDays)
            ?? Parts(table, profiles, choice, header, values, TimePart.Clock, ClockOf, FewestClocks);
    }

    /// <summary>Reads the series.</summary>
    /// <param name="choice">The user's description of the file.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <param name="format">The notation of the numbers.</param>
    /// <returns>Each series' id, null for none, its observations, and the row and column of each observation.</returns>
    public List<(string? Id,
        Observations Observations,
        (int Row, int Column)[] Places)> Read(ColumnChoice choice, CsvLimits limits, out NumberFormat format)
    {
        var values = NumberColumns.Read(_table, _across, choice, out format);
        var down = _down?.Read(_table, choice.Format);
        var groups = new Dictionary<string, List<int>>();
        for (var row = 0; row < _table.Rows; row++)
        {
            var id = _ids.Count > 0 ? IdFinder.IdOf(_table, _ids, row)
                : _down is null && _table.Rows > 1 ? (row + 1).ToString(CultureInfo.InvariantCulture) : "";
            if (!groups.TryGetValue(id, out var rows))
            {
                groups[id] = rows = groups.Count < limits.MaxSeries
                    ? []
                    : throw new InputException(
                        $"The file has more than {limits.MaxSeries} series.", $"line {_table.Line(row)}", "Split it.");
            }

            rows.Add(row);
        }

        return [.. groups.Select(group => Part(group.Key.Length == 0 && _ids.Count == 0 ? null : group.Key, group.Value, values, down))];
    }

    private (string? Id,
        Observations Observations,
        (int Row, int Column)[] Places) Part(string? id, List<int> rows, double[][] values, ColumnTimes? down)
    {
        var cells = new List<(long Tick, double Value, int Row, int Column)>(rows.Count * _across.Length);
        foreach (var row in rows)
        {
            for (var k = 0; k < _across.Length; k++)
            {
                if (TryTime(row, k, down, out var tick))
                {
                    cells.Add((tick, values[k][row], row, _across[k]));
                }
                else if (!double.IsNaN(values[k][row]))
                {
                    throw new InputException(
                        $"This month has no day {_table.NameOf(_across[k])}.",
                        _table.Where(row, _across[k]),
                        "Leave the cell empty.");
                }
            }
        }

        // Trailing empty cells are times in the future.
        cells.Sort((a, b) => a.Tick.CompareTo(b.Tick));
        var length = cells.FindLastIndex(cell => !double.IsNaN(cell.Value)) + 1;
        if (length > 0)
        {
            cells.RemoveRange(length, cells.Count - length);
        }

        var unit = _part switch { TimePart.Clock => TimeUnit.Instant, TimePart.Day => TimeUnit.Day, _ => TimeUnit.Month };
        var times = new ColumnTimes([.. cells.Select(cell => cell.Tick)], null, unit, null, []);
        return (id, new Observations(times, [.. cells.Select(cell => cell.Value)], []), [.. cells.Select(cell => (cell.Row, cell.Column))]);
    }

    private bool TryTime(int row, int k, ColumnTimes? down, out long tick)
    {
        tick = _header[k];
        if (down is null)
        {
            return true;
        }

        var start = new DateTime(down.Ticks[row]);
        switch (_part)
        {
            case TimePart.Clock:
                tick = start.Ticks + _header[k];
                return true;
            case TimePart.Day:
                var isDay = _header[k] <= DateTime.DaysInMonth(start.Year, start.Month);
                tick = isDay ? start.AddDays(_header[k] - 1).Ticks : 0;
                return isDay;
            case TimePart.Year:
                tick = new DateTime((int)_header[k], start.Month, 1).Ticks;
                return true;
            default:
                tick = start.AddMonths((int)(_part == TimePart.Quarter ? 3 * (_header[k] - 1) : _header[k] - 1)).Ticks;
                return true;
        }
    }

    // Whole dates, or years, in the header.
    private static WideTable? Whole(CsvTable table, ColumnProfile[] profiles, ColumnChoice choice, string[] header, List<int> values)
    {
        var months = Enumerable.Range(0, table.Columns)
            .Where(column => AreMonths(table, profiles[column], header[column], column))
            .ToList();
        if (HeaderTimes.Find(table, values, choice.Format) is not { } times
            || times.Columns.Count < (months.Count > 0 && times.Unit == TimeUnit.Year ? 2 : FewestTimes))
        {
            return null;
        }

        int[] across = [.. times.Columns];
        if (months.Count == 1 && times.Unit == TimeUnit.Year)
        {
            // Years go across and months down; the header replaces the year of the rows.
            return new WideTable(
                table,
                profiles,
                across,
                Array.ConvertAll(times.Ticks, tick => (long)new DateTime(tick).Year),
                TimePart.Year,
                new TimeSource([(months[0], TimePart.Month)]));
        }

        var other = new TimeFinder(table, profiles, choice, [.. across]).Find();
        return other is null
            ? new WideTable(table, profiles, across, times.Ticks, TimePart.Whole, null)
            : times.Unit == TimeUnit.Year
                ? null
                : throw new InputException(
                    $"Both the header ({table.ColumnName(across[0])}) and the column {table.ColumnName(other.Column)} have times, and nothing tells which of them to use.",
                    $"line {table.HeaderLine}",
                    "Write the values one below the other in the columns unique_id, ds and y.");
    }

    // By name, by number, or as M1 to M12.
    private static bool AreMonths(CsvTable table, ColumnProfile profile, string name, int column) => profile.AreMonths
        || (table.Rows <= MostMonths && HeaderWords.IsMonth(name)
            && (profile is { IsWhole: true, Least: 1, Most: MostMonths } || Enumerable.Range(0, table.Rows)
                .All(row => table.Utf8(row, column) is [(byte)'M' or (byte)'m', .. var number] && IsMonth(number))));

    private static bool IsMonth(ReadOnlySpan<byte> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= MostMonths;

    // A part of the time in the header, and the rest in the rows.
    private static WideTable? Parts(
        CsvTable table,
        ColumnProfile[] profiles,
        ColumnChoice choice,
        string[] header,
        List<int> values,
        TimePart part,
        Func<string, long?> parse,
        int fewest)
    {
        var across = values.FindAll(column => parse(header[column]) is not null);
        var parts = across.ConvertAll(column => parse(header[column])!.Value);
        if (across.Count < fewest || parts.Distinct().Count() != parts.Count || !parts.SequenceEqual(parts.Order()))
        {
            return null;
        }

        // Numbers beyond these mean something else, such as hours 0 to 23, of which 1 to 12 might be months.
        if (values.Exists(column => !across.Contains(column) && header[column].Length > 0 && header[column].All(char.IsAsciiDigit)))
        {
            return null;
        }

        var (taken, others) = (across.ToHashSet(), Enumerable.Range(0, table.Columns).Except(across).ToList());
        var years = others.FindAll(column => profiles[column].AreYears
            && (HeaderWords.IsYear(header[column]) || header[column].Length == 0 || column == 0));
        TimeSource? down = part switch
        {
            TimePart.Month or TimePart.Quarter => years is [var year, ..] ? new TimeSource([(year, TimePart.Year)]) : null,
            TimePart.Day => years is [var yearOfDays, ..] && others.FirstOrDefault(column => profiles[column].AreMonths
                || HeaderWords.IsMonth(header[column]), -1) is >= 0 and var month
                ? new TimeSource([(yearOfDays, TimePart.Year), (month, TimePart.Month)])
                : new TimeFinder(table, profiles, choice, taken).Find(),
            _ => new TimeFinder(table, profiles, choice, taken).Find(),
        };
        if (down is null && part is TimePart.Month && across.Count == 12)
        {
            throw new InputException(
                $"The file is wide, with a month in each column from {table.ColumnName(across[0])} to {table.ColumnName(across[^1])}, but no column has the years.",
                $"line {table.HeaderLine}",
                "Add a column named year, or write the values one below the other in the columns unique_id, ds and y.");
        }

        return down is null ? null : new WideTable(table, profiles, [.. across], [.. parts], part, down);
    }

    private static bool IsTotal(string name) => name.Length > 0 && HeaderWords.IsTotal(name) && TimeWords.Month(name) == 0;

    private static long? MonthOf(string name)
    {
        name = name.TrimEnd('.');
        if (TimeWords.Month(name) is > 0 and var month)
        {
            return month;
        }

        var digits = name.TrimStart('M', 'm').TrimEnd('月', '월');
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 12
            && digits.Length <= 2 ? number : null;
    }

    private static long? QuarterOf(string name)
    {
        var text = name.Trim().ToLowerInvariant();
        var digit = text.FirstOrDefault(char.IsAsciiDigit);
        var word = new string([.. text.Where(char.IsLetter)]);
        return text.Count(char.IsAsciiDigit) == 1
            && digit is >= '1' and <= '4'
            && (TimeWords.IsQuarter(word) || word is "er" or "st" or "nd" or "rd" or "th")
            && word.Length > 0 ? digit - '0' : null;
    }

    private static long? DayOf(string name)
    {
        var digits = name.TrimStart('D', 'd').TrimEnd('日', '일');
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 31
            && digits.Length <= 2 ? number : null;
    }

    private static long? ClockOf(string name)
    {
        if (TimeCell.TryParse(Encoding.UTF8.GetBytes(name), DateOrder.DayFirst, out var time) && time.Unit == TimeUnit.Clock)
        {
            return time.Ticks;
        }

        var text = name.ToLowerInvariant();
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        var word = new string([.. text.Where(char.IsLetter)]);
        return (word.Length == 0 || HeaderWords.IsHour(word))
            && digits.Length is 1 or 2
            && int.Parse(digits, CultureInfo.InvariantCulture) is <= 24 and var hour ? hour * TimeSpan.TicksPerHour : null;
    }

    // The fewest columns of texts, or of whole numbers that name series, that leave no time repeated.
    private List<int> FindIds()
    {
        var used = _across.ToHashSet();
        var candidates = Enumerable.Range(0, _table.Columns)
            .Where(column => !used.Contains(column) && _down?.Has(column) != true
                && (_profiles[column].Kind is CellKind.Text or CellKind.Time
                    || (_profiles[column].IsWhole && (HeaderWords.IsId(_table.NameOf(column)) || column == 0))))
            .ToList();
        bool IsEnough(IEnumerable<int> columns)
        {
            var keys = new HashSet<string>();
            var all = columns.Concat(_down?.Parts.Select(part => part.Column) ?? []).ToList();
            return Enumerable.Range(0, _table.Rows)
                .All(row => keys.Add(string.Join('\u001F', all.Select(column => _table.Cell(row, column)))));
        }

        if (_down is not null && IsEnough([]))
        {
            return [];
        }

        if (candidates.Where(column => IsEnough([column])).Take(1).ToList() is { Count: 1 } one)
        {
            return one;
        }

        return candidates.Count > 0 && IsEnough(candidates) ? candidates : _down is null && _table.Rows == 1 ? [] : candidates;
    }
}
