using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Roles;

/// <summary>
/// Finds the columns that identify the series of a table: in a table where times occur several times, every time occurs once for each of
/// their texts.
/// </summary>
internal sealed class IdFinder
{
    // With fewer repeated times, a column that is not an id may separate them by chance.
    private const double FewestRepeats = 0.1;
    private const int FewestRows = 2;
    private const int LongestId = 256;
    private const int FewestInBlock = 3;
    private const double MostUnequal = 2;

    private readonly CsvTable _table;
    private readonly ColumnProfile[] _profiles;
    private readonly ColumnTimes? _times;
    private readonly HashSet<int> _taken;
    private readonly CsvLimits _limits;
    private readonly bool _mayRepeat;

    private IdFinder(CsvTable table, ColumnProfile[] profiles, ColumnTimes? times, HashSet<int> taken, CsvLimits limits, bool mayRepeat) =>
        (_table, _profiles, _times, _taken, _limits, _mayRepeat) = (table, profiles, times, taken, limits, mayRepeat);

    /// <summary>Finds the columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="profiles">The profiles of its columns.</param>
    /// <param name="times">The times of its rows; null if they have none.</param>
    /// <param name="taken">Columns with other roles.</param>
    /// <param name="choice">The user's description of the file.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <exception cref="InputException">Several columns separate the series in different ways.</exception>
    public static List<int> Find(
        CsvTable table, ColumnProfile[] profiles, ColumnTimes? times, HashSet<int> taken, ColumnChoice choice, CsvLimits limits) =>
        choice.Id.Count > 0
            ? [.. choice.Id.Select(name => ColumnNames.Find(table, name, "id"))]
            : new IdFinder(table, profiles, Periods(times, choice), taken, limits, choice.Repeats is not null).Find();

    // If a rule combines the values of a step, a time stands for its step.
    private static ColumnTimes? Periods(ColumnTimes? times, ColumnChoice choice) =>
        times is { IsCount: false } && choice is { Repeats: not null, Step: { } text } && StepText.Parse(text) is var step
            ? times with { Ticks = Array.ConvertAll(times.Ticks, step.PeriodStart), Offsets = null }
            : times;

    private string Name(int column) => _table.Header?[column] ?? "";

    private List<int> Find()
    {
        // Ids with the names used by forecasting tools do not need repeated times.
        var strong = Candidates(column => HeaderWords.IsStrongId(Name(column)) && IsFew(column));
        if (_times is null)
        {
            return strong is [var undated] && HasSeries(undated) ? strong : [];
        }

        var repeats = Repeats([]);
        if (strong is [var only] && (repeats == 0 || Repeats(strong) < repeats))
        {
            return Repeats(strong) == 0 || repeats == 0 ? strong : WithOthers(strong, repeats);
        }

        if (repeats == 0)
        {
            // Series with times that do not overlap stand one below the other.
            return Candidates(column => _profiles[column].Kind == CellKind.Text
                && HeaderWords.IsId(Name(column))
                && AreBlocks(column)) is [var block, ..] ? [block] : [];
        }

        // Texts first, then numbers by name, then numbers that look like ids.
        var isPanel = repeats >= FewestRepeats * _table.Rows;
        var texts =
            Candidates(column => _profiles[column].Kind is CellKind.Text or CellKind.Time && (isPanel || HeaderWords.IsId(Name(column))));
        var numbers = Candidates(column => _profiles[column] is { Kind: CellKind.Number, IsWhole: true } && HeaderWords.IsId(Name(column)));
        if (Single(texts) is { } text)
        {
            return [text];
        }

        if (Single(numbers) is { } number)
        {
            return [number];
        }

        if (WithOthers([], repeats, [.. texts, .. numbers]) is { Count: > 0 } named)
        {
            return named;
        }

        // If times may repeat within a series, only names can identify it.
        if (_mayRepeat)
        {
            return Chosen(
                [], repeats, [.. texts.Where(column => HeaderWords.IsId(Name(column)) && IsFew(column)), .. numbers.Where(IsFew)], out _);
        }

        var others = isPanel
            ? Candidates(column => _profiles[column] is { Kind: CellKind.Number, IsWhole: true } && IsBalanced(column))
            : [];
        return Single(others) is { } other ? [other] : [];
    }

    private List<int> Candidates(Func<int, bool> fits) =>
        [.. Enumerable.Range(0, _table.Columns).Where(column => !_taken.Contains(column) && !_profiles[column].IsConstant && fits(column))];

    private bool IsFew(int column) =>
        _profiles[column].Kind == CellKind.Text || Groups([column]).Count <= Math.Max(1, _table.Rows / FewestRows);

    // Several ids, each with at least three rows.
    private bool HasSeries(int column)
    {
        var groups = Groups([column]);
        return groups.Count > 1 && groups.Values.Min() >= FewestInBlock;
    }

    // All rows of an id stand together, with at least three rows per id and several ids.
    private bool AreBlocks(int column)
    {
        var (seen, length, row) = (new HashSet<string>(), 0, 0);
        for (; row < _table.Rows; row++)
        {
            if (row > 0 && _table.Utf8(row, column).SequenceEqual(_table.Utf8(row - 1, column)))
            {
                length++;
                continue;
            }

            if ((row > 0 && length < FewestInBlock) || !seen.Add(_table.Cell(row, column)))
            {
                return false;
            }

            length = 1;
        }

        return seen.Count > 1 && length >= FewestInBlock;
    }

    // All ids have about the same number of rows.
    private bool IsBalanced(int column)
    {
        var groups = Groups([column]);
        return groups.Count >= 2
            && groups.Count <= _table.Rows / FewestRows
            && groups.Values.Min() >= FewestRows
            && groups.Values.Max() <= MostUnequal * _table.Rows / groups.Count;
    }

    // The one column that leaves no time repeated; if several do, they must separate the rows alike.
    private int? Single(List<int> candidates)
    {
        var right = candidates.FindAll(column => Repeats([column]) == 0);
        if (right.Count > 1)
        {
            var named = right.FindAll(column => HeaderWords.IsId(Name(column)));
            right = named.Count > 0 ? named : right;
            var count = Groups([right[0]]).Count;
            if (right.Skip(1).FirstOrDefault(column => Groups([column]).Count != count
                || Groups([right[0], column]).Count != count, -1) is >= 0 and var other)
            {
                throw new InputException(
                    $"Times repeat, and both {_table.ColumnName(right[0])} and {_table.ColumnName(other)} may hold the ids of the series.",
                    $"line {_table.HeaderLine ?? _table.Line(0)}",
                    "Name the column with the series' ids as \"id\" in the grid's \"columns\".");
            }
        }

        return right.Count > 0 ? right[0] : null;
    }

    // Adds columns until no time repeats; empty if no number of columns achieves that.
    private List<int> WithOthers(List<int> ids, int repeats, List<int>? candidates = null)
    {
        candidates ??= Candidates(column => !ids.Contains(column)
            && (_profiles[column].Kind == CellKind.Text || (_profiles[column].IsWhole && HeaderWords.IsId(Name(column)))));
        var chosen = Chosen(ids, repeats, candidates, out var left);
        return left == 0 ? chosen : ids;
    }

    // Adds columns as long as another one reduces the repeated times, the most helpful first.
    private List<int> Chosen(List<int> ids, int repeats, List<int> candidates, out int left)
    {
        var chosen = ids.ToList();
        for (left = repeats; left > 0 && candidates.Count > 0;)
        {
            var (best, fewer) = candidates.Select(column => (column, Repeats([.. chosen, column]))).MinBy(pair => pair.Item2);
            if (fewer >= left)
            {
                break;
            }

            chosen.Add(best);
            candidates.Remove(best);
            left = fewer;
        }

        chosen.Sort();
        return chosen;
    }

    /// <summary>The text of a row's id.</summary>
    public static string IdOf(CsvTable table, IReadOnlyList<int> ids, int row) =>
        ids is [var only] ? table.Cell(row, only) : string.Join(", ", ids.Select(column => table.Cell(row, column)));

    private Dictionary<string, int> Groups(List<int> columns)
    {
        var groups = new Dictionary<string, int>();
        for (var row = 0; row < _table.Rows && groups.Count <= _limits.MaxSeries; row++)
        {
            var id = Key(columns, row);
            groups[id] = groups.GetValueOrDefault(id) + 1;
        }

        return groups;
    }

    private string Key(List<int> columns, int row) =>
        columns is [var only] ? _table.Cell(row, only) : string.Join('\u001F', columns.Select(column => _table.Cell(row, column)));

    // Counts rows whose time has occurred before for the same id, except duplicate rows.
    private int Repeats(List<int> columns)
    {
        var times = _times!;
        if (AreInOrder(columns, times))
        {
            return 0;
        }

        var first = new Dictionary<(int Id, long Instant), int>();
        var ids = new RowIds(this, columns);
        var repeats = 0;
        for (var row = 0; row < _table.Rows; row++)
        {
            var at = (ids.Of(row), times.Instant(row));
            if (!first.TryAdd(at, row) && !AreAlike(first[at], row))
            {
                repeats++;
            }
        }

        return repeats;
    }

    // Whether the times of each id ascend or descend from row to row, so that none repeats. This needs memory only for the ids.
    private bool AreInOrder(List<int> columns, ColumnTimes times)
    {
        var ids = new RowIds(this, columns);
        var last = new List<(long Instant, int Direction)>();
        for (var row = 0; row < _table.Rows; row++)
        {
            var (id, now) = (ids.Of(row), times.Instant(row));
            if (id == last.Count)
            {
                last.Add((now, 0));
                continue;
            }

            var direction = now.CompareTo(last[id].Instant);
            if (direction == 0 || direction * last[id].Direction < 0)
            {
                return false;
            }

            last[id] = (now, direction);
        }

        return true;
    }

    /// <summary>Whether two rows have the same cells.</summary>
    private bool AreAlike(int a, int b)
    {
        for (var column = 0; column < _table.Columns; column++)
        {
            if (!_table.Utf8(a, column).SequenceEqual(_table.Utf8(b, column)))
            {
                return false;
            }
        }

        return true;
    }

    // Numbers the ids in the order of their first rows.
    private sealed class RowIds(IdFinder owner, List<int> columns)
    {
        private readonly Dictionary<string, int> _ids = [];
        private readonly char[] _buffer = new char[LongestId];

        public int Of(int row)
        {
            if ((row & 4095) == 0)
            {
                owner._table.ThrowIfCancelled();
            }

            if (columns.Count == 0)
            {
                return 0;
            }

            ReadOnlySpan<char> cell = columns is [var only] && owner._table.Utf8(row, only) is { Length: <= LongestId } utf8
                ? _buffer.AsSpan(0, Encoding.UTF8.GetChars(utf8, _buffer))
                : owner.Key(columns, row);
            var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!lookup.TryGetValue(cell, out var id))
            {
                id = _ids.Count;
                _ids[cell.ToString()] = id;
            }

            return id;
        }
    }
}
