using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Text;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>
/// Finds the table among the rows of a file. Its width is that of most rows. It begins with the first row whose cells match the kinds of
/// their columns, under a header of other kinds, and ends before the first row that does not belong to it.
/// </summary>
internal sealed class TableFinder
{
    private const int SampledRows = 200;
    private const double MostOfAll = 0.5;

    // A line that names fewer columns than another line above the table is a remark.
    private const double MostNames = 0.75;

    private readonly CsvRows _rows;
    private readonly ColumnChoice _choice;
    private readonly MissingMarks _missing;
    private readonly CsvLimits _limits;
    private readonly byte _separator;
    private readonly List<LeftOutLines> _leftOut = [];
    private readonly List<string> _notes = [];
    private readonly CellKind[] _kinds;
    private readonly int _begin;
    private readonly int _width;
    private int _end;
    private bool _hasTimes;

    private TableFinder(CsvRows rows, ColumnChoice choice, MissingMarks missing, CsvLimits limits, byte separator)
    {
        (_rows, _choice, _missing, _limits, _separator) = (rows, choice, missing, limits, separator);
        while (choice.FirstLine is { } line && _begin < rows.Count && rows.Line(_begin) < line)
        {
            _begin++;
        }

        _end = rows.Count;
        _width = CommonWidth();
        _kinds = Kinds();
    }

    /// <summary>Finds the table.</summary>
    /// <param name="rows">The rows of the file.</param>
    /// <param name="choice">The user's description of the file.</param>
    /// <param name="missing">Cells that are missing values.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <param name="separator">The separator of cells.</param>
    /// <param name="cancellationToken">Stops the reading of cells.</param>
    /// <exception cref="InputException">There is no table, or a row in it has a different number of cells.</exception>
    public static CsvTable Find(
        CsvRows rows, ColumnChoice choice, MissingMarks missing, CsvLimits limits, byte separator, CancellationToken cancellationToken)
    {
        var finder = new TableFinder(rows, choice, missing, limits, separator);
        return finder.Find(cancellationToken);
    }

    private CsvTable Find(CancellationToken cancellationToken)
    {
        if (_begin >= _rows.Count || _width == 0)
        {
            throw _choice.FirstLine is { } line && _rows.Count > 0
                ? new InputException(
                    $"The file has no rows from line {line} on.", "columns.firstLine", "Give the line of the header, or of the first row.")
                : new InputException("The file is empty.", null, "Send one value per line, or date,value, or unique_id,ds,y.");
        }

        var first = FirstRow();
        var header = Header(first, out var isShifted);
        _hasTimes = TimeColumn >= 0
            || (header is { } titles && Enumerable.Range(0, _width).Any(column => HeaderWords.IsTime(Text(titles, column))));
        LeaveOut(_begin, header ?? first, "above the table");
        LeaveOut(header + 1 ?? first, first, "between the header and the first row");
        FindEnd(first);
        var places = Places(first, header, cancellationToken);
        var count = places?.Length ?? _end - first;
        if (count == 0)
        {
            throw new InputException(
                "The file has a header but no values.",
                $"line {_rows.Line(header ?? _begin)}",
                "Add one row per observation below the header.");
        }

        if (count > _limits.MaxRows)
        {
            throw CsvRows.TooManyRows(_rows.Line(places?[^1] ?? _end - 1), _limits);
        }

        var names = header is { } at ? Names(at, isShifted) : null;
        var columns = Columns(names, first, places, count);
        return new CsvTable(_rows, first, count, places, columns, names is null
            ? null
            : [.. columns.Select(column => names[column])], cancellationToken)
        {
            HeaderLine = header is { } row ? _rows.Line(row) : null,
            Separator = _separator,
            Missing = _missing,
            LeftOut = _leftOut,
            Notes = _notes,
        };
    }

    // Over nonempty rows; among equally common widths, the larger one.
    private int CommonWidth()
    {
        var counts = new Dictionary<int, int>();
        for (var row = _begin; row < _rows.Count; row++)
        {
            var width = _rows.Width(row);
            if (width == 1 || _rows.FilledWidth(row) > 0)
            {
                counts[width] = counts.GetValueOrDefault(width) + 1;
            }
        }

        return counts.Count == 0 ? 0 : counts.MaxBy(count => (count.Value, count.Key)).Key;
    }

    // From rows of the common width, except the first ones, which may include a header.
    private CellKind[] Kinds()
    {
        var (counts, early) = (new int[_width, 4], new int[_width, 4]);
        var rows = Enumerable.Range(_begin, Math.Max(0, _end - _begin)).Where(row => _rows.Width(row) == _width).ToList();
        var from = rows.Count > 1 ? Math.Max(1, rows.Count / 3) : 0;
        var step = Math.Max(1, (rows.Count - from) / SampledRows);
        for (var k = 0; k < rows.Count; k += k < from ? 1 : step)
        {
            for (var column = 0; column < _width && (k >= from || k < SampledRows); column++)
            {
                // A time above empty cells is a name.
                var kind = Kind(rows[k], column);
                (k < from ? early : counts)[column, (int)(k == 0 && from > 0 && kind == CellKind.Time ? CellKind.Missing : kind)]++;
            }
        }

        var kinds = new CellKind[_width];
        for (var column = 0; column < _width; column++)
        {
            var (number, time, text) = (counts[column, (int)CellKind.Number],
                counts[column, (int)CellKind.Time],
                counts[column, (int)CellKind.Text]);
            if (number + time + text == 0)
            {
                (number, time, text) = (early[column, (int)CellKind.Number],
                    early[column, (int)CellKind.Time],
                    early[column, (int)CellKind.Text]);
                text = number + time > 0 ? 0 : text;
            }

            var all = number + time + text;
            kinds[column] = all == 0 ? CellKind.Missing
                : time >= MostOfAll * all ? CellKind.Time
                : number >= MostOfAll * all ? CellKind.Number
                : CellKind.Text;
        }

        return kinds;
    }

    private CellKind Kind(int row, int column) => CellKinds.Of(_rows.Cell(row, column), _missing);

    // Beside cells like those of the table, #N/A and #7 are cells.
    private bool IsComment(int row) => _rows.Width(row) > 0 && _rows.Cell(row, 0) is [(byte)'#', ..] && !_rows.IsQuoted(row, 0)
        && !_missing.Contains(_rows.Cell(row, 0)) && !(_kinds[0] == CellKind.Text && IsLikeOthers(row));

    private bool IsLikeOthers(int row)
    {
        var columns = Enumerable.Range(0, _width).Where(column => _kinds[column] is CellKind.Number or CellKind.Time).ToList();
        return Fits(row) && columns.Exists(column => Kind(row, column) == _kinds[column])
            && columns.TrueForAll(column => Kind(row, column) is var kind && (kind == _kinds[column] || kind == CellKind.Missing));
    }

    private bool IsEmpty(int row) => _width > 1 && _rows.FilledWidth(row) == 0;

    // Without times, an empty row between others may be a missing value.
    private bool IsLeftOut(int row) => IsEmpty(row) && _hasTimes;

    private bool Fits(int row) => _rows.Width(row) == _width || (_rows.Width(row) > _width && _rows.FilledWidth(row) <= _width);

    private int TimeColumn => Array.IndexOf(_kinds, CellKind.Time);

    // The first row that matches the kinds of the columns.
    private int FirstRow()
    {
        var hasTitle = false;
        for (var row = _begin; row < _end; row++)
        {
            if (IsEmpty(row) || IsComment(row) || !Fits(row))
            {
                continue;
            }

            if (IsRow(row, hasTitle))
            {
                return row;
            }

            hasTitle |= IsTitle(row) || IsCount(row);
        }

        // No column has numbers or times, so the first row is the header.
        var first = _begin;
        while (first < _end && (IsEmpty(first) || IsComment(first) || !Fits(first)))
        {
            first++;
        }

        return Math.Min(first + 1, _end);
    }

    // Names stand above numbers or times.
    private bool IsTitle(int row)
    {
        for (var column = 0; column < _width; column++)
        {
            if (_kinds[column] is CellKind.Number or CellKind.Time && Kind(row, column) == CellKind.Text)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRow(int row, bool hasTitle)
    {
        if (!_kinds.Any(kind => kind is CellKind.Number or CellKind.Time))
        {
            return _kinds.All(kind => kind == CellKind.Missing)
                && Enumerable.Range(0, _width).All(column => Kind(row, column) == CellKind.Missing);
        }

        var (matches, differs, timeDiffers) = (0, 0, false);
        for (var column = 0; column < _width; column++)
        {
            if (_kinds[column] is not (CellKind.Number or CellKind.Time))
            {
                continue;
            }

            var kind = Kind(row, column);
            matches += kind == _kinds[column] ? 1 : 0;
            differs += kind == CellKind.Text ? 1 : 0;
            timeDiffers |= _kinds[column] == CellKind.Time && kind != CellKind.Time;
        }

        if (hasTitle)
        {
            return matches > 0 || Enumerable.Range(0, _width)
                .Any(column => Kind(row, column) == CellKind.Missing && _kinds[column] == CellKind.Number && !timeDiffers);
        }

        // Numbers may be names of columns: above times, beside another name, or if they count up.
        return differs == 0 && !timeDiffers && !IsCount(row) && (matches > 0 || _width == 1);
    }

    // Whether the row is a header of consecutive numbers, such as years or the 0, 1, 2 of unnamed columns, above rows that are not.
    private bool IsCount(int row)
    {
        if (NextRow(row) is not { } next)
        {
            return false;
        }

        var columns = Enumerable.Range(0, _width).Where(column => _kinds[column] == CellKind.Number && !IsUnnamed(row, column)).ToList();
        if (_width == 1)
        {
            return IsLoneZero(row);
        }

        return columns.Count >= 2 && (CountsOn(row, columns) || AreDates(row, columns)) && Enumerable.Range(
            next, Math.Min(SampledRows, _end - next)).Any(other => !CountsOn(other, columns) && !AreDates(other, columns))
            || (columns.Count == 1 && _width == 2 && IsUnnamed(row, 0) && Text(row, columns[0]) == "0" && Text(next, 0) == "0");
    }

    private bool IsUnnamed(int row, int column) => _rows.Cell(row, column).IsEmpty;

    private bool CountsOn(int row, List<int> columns)
    {
        long? last = null;
        foreach (var column in columns)
        {
            if (!long.TryParse(_rows.Cell(row, column), out var number) || (last is { } before && number != before + 1))
            {
                return false;
            }

            last = number;
        }

        return true;
    }

    // Whether they are months of six digits or days of eight, with equal steps.
    private bool AreDates(int row, List<int> columns)
    {
        var times = new DateTime[columns.Count];
        for (var k = 0; k < times.Length; k++)
        {
            var cell = _rows.Cell(row, columns[k]);
            if (cell.Length is not (6 or 8)
                || cell.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || !TimeCell.TryParse(cell, DateOrder.YearFirst, out var time)
                || time.Unit is not (TimeUnit.Month or TimeUnit.Day))
            {
                return false;
            }

            times[k] = new DateTime(time.Year, time.Month, time.Day);
            if (k > 0 && times[k] <= times[k - 1])
            {
                return false;
            }
        }

        return TimeSpacing.Detect(times) is not null;
    }

    // A 0 above values that are further from it than from each other is the header of an unnamed column.
    private bool IsLoneZero(int row)
    {
        if (Text(row, 0) != "0" || row != _begin)
        {
            return false;
        }

        var values = new List<double>();
        Span<byte> digits = stackalloc byte[NumberCell.Longest];
        for (var k = row + 1; k < _end; k++)
        {
            if (NumberCell.TryScan(_rows.Cell(k, 0), digits, out var length, out _, out _)
                && NumberCell.TryValue(digits[..length], decimalComma: false, out var value))
            {
                values.Add(value);
            }
        }

        if (values.Count < 3)
        {
            return false;
        }

        var largestStep = values.Zip(values.Skip(1), (a, b) => Math.Abs(b - a)).Max();
        var isHeader = values.TrueForAll(value => value > 0) && Math.Min(values[0], values.Min()) > 2 * largestStep;
        if (isHeader)
        {
            _notes.Add(
                $"The 0 on line {_rows.Line(row)} was read as the header of a column without a name; "
                    + "set \"firstLine\" in \"columns\" if that is wrong.");
        }

        return isHeader && _choice.FirstLine is null;
    }

    private int? NextRow(int row)
    {
        for (var next = row + 1; next < _end; next++)
        {
            if (!IsEmpty(next) && !IsComment(next) && Fits(next))
            {
                return next;
            }
        }

        return null;
    }

    private string Text(int row, int column) => Encoding.UTF8.GetString(_rows.Cell(row, column));

    // The row above the first one that names its columns; a comment directly above may do so as well.
    private int? Header(int first, out bool isShifted)
    {
        isShifted = false;
        var titles = new List<int>();
        for (var row = _begin; row < first; row++)
        {
            var filled = _rows.FilledWidth(row);
            if (filled > 0
                && !IsComment(row)
                && filled <= _width
                && _rows.Width(row) >= Math.Min(_width, Math.Max(filled, _width - 1))
                && (filled >= Math.Min(2, _width) || _width == 1))
            {
                titles.Add(row);
            }
        }

        // A row that a spreadsheet padded with separators is a title, not a header: all cells except one are empty.
        titles = titles.FindAll(row => _width < 3 || _rows.FilledWidth(row) > 1);
        titles = titles.FindAll(row => NamesIn(row) >= MostNames * titles.Max(NamesIn));
        if (titles.Count == 0)
        {
            return first > _begin && IsComment(first - 1) && _rows.Width(first - 1) == _width && _width > 1 ? first - 1 : null;
        }

        var header = Best(titles);
        if (_rows.Width(header) == _width - 1 && first < _end && !_rows.Cell(first, _width - 1).IsEmpty)
        {
            // In R's output, the column of row names has no name.
            var startsAlike = TimeColumn == 0 && HeaderWords.IsTime(Text(header, 0));
            isShifted = !startsAlike && (_kinds[0] != CellKind.Number || Text(first, 0) is "0" or "1");
            if (startsAlike || !isShifted)
            {
                throw UnequalHeader(header, first);
            }
        }

        return header;
    }

    private int NamesIn(int row) => Enumerable.Range(0, _width).Count(column => !_rows.Cell(row, column).IsEmpty);

    private int Best(List<int> titles)
    {
        var names = _choice.Time.Concat(_choice.Id)
            .Concat(_choice.PastCovariates)
            .Concat(_choice.FutureCovariates)
            .Append(_choice.Target)
            .OfType<string>()
            .ToList();
        var named = titles.FindAll(row => names.Count > 0
            && names.TrueForAll(name => Enumerable.Range(0, _width).Any(column => Text(row, column) == name)));
        if (named.Count > 0)
        {
            return named[^1];
        }

        var timed = titles.FindAll(row => Enumerable.Range(0, _width).Any(column => HeaderWords.IsTime(Text(row, column))));
        if (timed.Count > 0)
        {
            return timed[^1];
        }

        return titles.Count > 1 && IsUnits(titles[^1]) ? titles[^2] : titles[^1];
    }

    private bool IsUnits(int row) =>
        Enumerable.Range(0, _width).Any(column => Text(row, column) is "" or ['(', .., ')'] or ['[', .., ']'] or "%" or ['°', ..]);

    private InputException UnequalHeader(int header, int first) =>
        _separator == ',' && _kinds.Length >= 2 && _kinds[^1] == CellKind.Number && _kinds[^2] == CellKind.Number
        ? new InputException(
            $"The header has {_width - 1} cell{(_width == 2 ? "" : "s")}, but the rows below it have {_width}.",
            $"line {_rows.Line(first)}",
            "If the numbers have a decimal comma, write a decimal point, quote them, or separate the cells with "
                + "semicolons; otherwise give every column a name.")
        : new InputException(
            $"The header has {_width - 1} cell{(_width == 2 ? "" : "s")}, but the rows below it have {_width}.", $"line {_rows.Line(header)}", "Give every column a name.");

    private string[] Names(int header, bool isShifted)
    {
        var names = new string[_width];
        for (var column = 0; column < _width; column++)
        {
            names[column] = isShifted ? column == 0 ? "" : Text(header, column - 1) : Text(header, column);
        }

        if (IsComment(header))
        {
            names[0] = names[0].TrimStart('#').Trim();
        }

        return names;
    }

    private void LeaveOut(int from, int to, string why)
    {
        var rows = Enumerable.Range(from, Math.Max(0, to - from)).Where(row => !IsEmpty(row)).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var (first, last) = (_rows.Line(rows[0]), _rows.Line(rows[^1]));
        _leftOut.Add(new LeftOutLines(first, last, why));
        _notes.Add($"{Lines(first, last)} left out: {(rows.Count == 1 ? "it stands" : "they stand")} {why}.");
    }

    private static string Lines(int first, int last) => first == last ? $"Line {first} was" : $"Lines {first} to {last} were";

    // Below the table are remarks, totals, and other rows with text in place of a time.
    private void FindEnd(int first)
    {
        var end = _end;
        while (end > first + 1 && (IsEmpty(end - 1) || IsFooter(end - 1)))
        {
            end--;
        }

        // Empty rows are counted elsewhere, except those below a table without times.
        while (end < _end && IsEmpty(end) && _hasTimes)
        {
            end++;
        }

        if (end < _end)
        {
            LeaveOut(end, _end, "below the table");
            _end = end;
        }
    }

    private bool IsFooter(int row)
    {
        if (IsComment(row))
        {
            return true;
        }

        var time = TimeColumn >= 0 ? TimeColumn : LabelColumn;
        if (time < 0)
        {
            return _width > 1 && !Fits(row) && _rows.FilledWidth(row) == 1 && IsLabel(row, 0) && IsRemark(Text(row, 0));
        }

        if (Fits(row) && !_rows.Cell(row, time).IsEmpty)
        {
            return IsLabel(row, time);
        }

        return Fits(row)
            ? Enumerable.Range(0, _width).Any(column => Kind(row, column) == CellKind.Text && HeaderWords.IsTotal(Text(row, column)))
            : IsLabel(row, 0);
    }

    // The column of a total's label, if years or row numbers come first.
    private int LabelColumn => _width > 1 && _kinds[0] == CellKind.Number ? 0 : -1;

    private bool IsLabel(int row, int column)
    {
        if (Kind(row, column) != CellKind.Text)
        {
            return false;
        }

        var text = Text(row, column);
        return char.IsLetter(text[0]) || text[0] is '*' or '(' or '©' or '¹';
    }

    // Unlike an id with missing values.
    private static bool IsRemark(string text) =>
        !char.IsLetter(text[0]) || text.Contains(':', StringComparison.Ordinal) || HeaderWords.IsTotal(text);

    // The rows of the table if some between them are left out; null if they are contiguous.
    private int[]? Places(int first, int? header, CancellationToken cancellationToken)
    {
        List<int>? places = null;
        var (empty, comments, headers) = (0, 0, 0);
        for (var row = first; row < _end; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (isEmpty, isComment) = (IsLeftOut(row), IsComment(row));
            var isHeader = !isEmpty && header is { } at && IsSame(row, at);
            if (isEmpty || isComment || isHeader)
            {
                places ??= [.. Enumerable.Range(first, row - first)];
                (empty, comments, headers) = (empty + (isEmpty ? 1 : 0), comments + (isComment ? 1 : 0), headers + (isHeader ? 1 : 0));
                continue;
            }

            if (!Fits(row))
            {
                throw Unequal(row, first);
            }

            places?.Add(row);
        }

        Note(empty, "empty row");
        Note(comments, "line that begins with #", "lines that begin with #");
        Note(headers, "row that repeats the header", "rows that repeat the header");
        return places?.ToArray();
    }

    private void Note(int count, string one, string? several = null)
    {
        if (count > 0)
        {
            _notes.Add($"{Counted.Of(count, one, several)} {(count == 1 ? "was" : "were")} left out.");
        }
    }

    // Cells are compared first, since nearly all rows differ from the header at once.
    private bool IsSame(int row, int other)
    {
        for (var column = 0; column < _width; column++)
        {
            if (!_rows.Cell(row, column).SequenceEqual(_rows.Cell(other, column)))
            {
                return false;
            }
        }

        return _rows.Width(row) == _rows.Width(other) && IsTitle(row);
    }

    private InputException Unequal(int row, int first)
    {
        var (width, line) = (_rows.Width(row), _rows.Line(row));
        var what = $"The row has {Counted.Of(width, "cell")}, but the others have {_width}.";
        if (width > _width)
        {
            return _separator == ','
                && _rows.FilledWidth(row) > _width
                && _kinds[^1] == CellKind.Number
                && Kind(row, width - 1) == CellKind.Number
                ? new InputException(
                    what,
                    $"line {line}",
                    "Quote a cell that contains the separator; if numbers have a decimal comma, write a decimal "
                        + "point or separate the cells with semicolons.")
                : new InputException(what, $"line {line}", "Quote a cell that contains the separator, or remove the line.");
        }

        return new InputException(
            what,
            $"line {line}",
            row == first
                ? "Give every row the same number of cells."
                : $"Give the row {_width} cells, or remove it if it is not part of the table; set \"firstLine\" in "
                    + "\"columns\" to the line where the table begins.");
    }

    // Spreadsheets leave empty columns without a name beside a table.
    private int[] Columns(string[]? names, int first, int[]? places, int count)
    {
        var columns = Enumerable.Range(0, _width)
            .Where(column => names?[column] is { Length: > 0 } || _width == 1 || !IsEmptyColumn(column, first, places, count))
            .ToArray();
        if (columns.Length == 0)
        {
            return [0];
        }

        if (_width - columns.Length is > 0 and var empty)
        {
            _notes.Add($"{empty} empty column{(empty == 1 ? " was" : "s were")} left out.");
        }

        return columns;
    }

    private bool IsEmptyColumn(int column, int first, int[]? places, int count)
    {
        if (_kinds[column] != CellKind.Missing)
        {
            return false;
        }

        for (var k = 0; k < count; k++)
        {
            if (!_rows.Cell(places?[k] ?? first + k, column).IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
