using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv.Formats;

/// <summary>
/// Reads columns of numbers in the same notation. All cells together determine the meaning of points and commas: a mark that
/// occurs twice in a number, or before another mark, separates groups; one not followed by three digits is the decimal mark.
/// </summary>
internal sealed class NumberColumns
{
    private const double LeastSize = 0.5;

    private readonly CsvTable _table;
    private readonly int[] _columns;
    private readonly ColumnChoice _choice;

    // The first cell with each kind of mark; -1 if there is none.
    private readonly (int Row, int Column)[] _first = [.. Enumerable.Repeat((-1, -1), 9)];

    private NumberColumns(CsvTable table, int[] columns, ColumnChoice choice) => (_table, _columns, _choice) = (table, columns, choice);

    /// <summary>Reads columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns, which share a notation.</param>
    /// <param name="choice">The user's description of the file.</param>
    /// <param name="format">The notation.</param>
    /// <returns>The values of each column; missing ones are NaN.</returns>
    /// <exception cref="InputException">A cell is not a finite number, or the meaning of the marks is ambiguous.</exception>
    public static double[][] Read(CsvTable table, int[] columns, ColumnChoice choice, out NumberFormat format)
    {
        var reader = new NumberColumns(table, columns, choice);
        return reader.TryReadPlain(out format!) ?? reader.Read(out format);
    }

    // Reads cells of digits with at most a point, as in most columns, in a single pass.
    private double[][]? TryReadPlain(out NumberFormat? format)
    {
        format = null;
        if (_choice.DecimalMark == "," || _choice.GroupMark is "." or ",")
        {
            return null;
        }

        var result = new double[_columns.Length][];
        var (isDecimal, isEither) = (_choice.DecimalMark == ".", false);
        for (var k = 0; k < _columns.Length; k++)
        {
            var values = result[k] = new double[_table.Rows];
            for (var row = 0; row < values.Length; row++)
            {
                if ((row & 4095) == 0)
                {
                    _table.ThrowIfCancelled();
                }

                var cell = _table.Utf8(row, _columns[k]);
                if (!PlainNumber.TryParse(cell, out values[row], out var decimals, out var mayBeGroup))
                {
                    if (!_table.Missing.Contains(cell))
                    {
                        return null;
                    }

                    values[row] = double.NaN;
                }
                else
                {
                    isDecimal |= decimals && !mayBeGroup;
                    isEither |= mayBeGroup;
                    values[row] = _choice.Missing.Count > 0 && _table.Missing.Contains(cell) ? double.NaN : values[row];
                }
            }
        }

        if (isEither && !isDecimal)
        {
            return null;
        }

        format = new NumberFormat(false, []);
        return result;
    }

    private double[][] Read(out NumberFormat format)
    {
        var unit = Scan();
        var notes = new List<string>();
        var decimalComma = Decide(notes);
        if (unit != 0)
        {
            notes.Add(NumberCell.IsShare(unit)
                ? $"The sign {NumberCell.Unit(unit)} was ignored: 5{NumberCell.Unit(unit)} is read as 5."
                : $"The sign {NumberCell.Unit(unit)} was ignored.");
        }

        format = new NumberFormat(decimalComma, notes);
        return Values(decimalComma);
    }

    // Collects the marks of all cells, and their unit, of which at most one is allowed.
    private int Scan()
    {
        Span<byte> digits = stackalloc byte[NumberCell.Longest];
        var (unit, withUnit, withoutUnit) = (0, -1, -1);
        foreach (var column in _columns)
        {
            for (var row = 0; row < _table.Rows; row++)
            {
                if ((row & 4095) == 0)
                {
                    _table.ThrowIfCancelled();
                }

                var cell = _table.Utf8(row, column);
                if (_table.Missing.Contains(cell))
                {
                    continue;
                }

                if (!NumberCell.TryScan(cell, digits, out _, out var marks, out var own))
                {
                    throw NoNumber(row, column);
                }

                if (own == 0)
                {
                    withoutUnit = withoutUnit < 0 ? row : withoutUnit;
                }
                else
                {
                    withUnit = withUnit < 0 ? row : withUnit;
                    unit = unit == 0 ? own : unit;
                }

                if (unit != 0 && (own != 0 ? own != unit : NumberCell.IsShare(unit))
                    || (own != 0 && NumberCell.IsShare(own) && withoutUnit >= 0))
                {
                    throw new InputException(
                        $"'{_table.Shown(row, column)}' is not written like the other numbers: {(own == 0 || withoutUnit >= 0 ? "some have a "
                            + "unit and others have none" : "they have a different unit")}.",
                        _table.Where(row, column),
                        "Write the whole column in one unit, or without any.");
                }

                Remember(marks, row, column);
            }
        }

        return unit;
    }

    private void Remember(NumberMarks marks, int row, int column)
    {
        for (var k = 0; k < _first.Length; k++)
        {
            if (((int)marks & (1 << k)) != 0 && _first[k].Row < 0)
            {
                _first[k] = (row, column);
            }
        }
    }

    private bool Has(NumberMarks mark) => First(mark).Row >= 0;

    private (int Row, int Column) First(NumberMarks mark) => _first[System.Numerics.BitOperations.TrailingZeroCount((int)mark)];

    // Whether the comma is the decimal mark.
    private bool Decide(List<string> notes)
    {
        if (_choice.DecimalMark is { } mark)
        {
            return Checked(mark == ",");
        }

        if (_choice.GroupMark is "." or ",")
        {
            return Checked(_choice.GroupMark == ".");
        }

        var commaIsDecimal = Has(NumberMarks.CommaIsDecimal) || Has(NumberMarks.PointIsGroup);
        var pointIsDecimal = Has(NumberMarks.PointIsDecimal) || Has(NumberMarks.CommaIsGroup);
        if (commaIsDecimal && pointIsDecimal)
        {
            throw Both();
        }

        if (commaIsDecimal || pointIsDecimal)
        {
            return Checked(commaIsDecimal);
        }

        var (point, comma) = (Has(NumberMarks.PointIsEither), Has(NumberMarks.CommaIsEither));
        if (point && comma)
        {
            throw Both();
        }

        // Groups with spaces or apostrophes exclude others, and a column declared without groups has none.
        return (point || comma) && (Has(NumberMarks.OtherIsGroup) || _choice.GroupMark is not null)
            ? comma
            : (point || comma) && AreGroups(isComma: comma, notes) ? point : comma;
    }

    // A mark given by the user must fit the cells.
    private bool Checked(bool decimalComma)
    {
        var (own, other) = decimalComma
            ? (NumberMarks.CommaIsGroup, NumberMarks.PointIsDecimal)
            : (NumberMarks.PointIsGroup, NumberMarks.CommaIsDecimal);
        return !Has(own) && !Has(other) ? decimalComma : throw Both();
    }

    // Only one to three digits before the mark and three after it are known, in every cell that has it.
    private bool AreGroups(bool isComma, List<string> notes)
    {
        var either = isComma ? NumberMarks.CommaIsEither : NumberMarks.PointIsEither;
        var (row, column) = First(either);
        var hasOthers = Has(NumberMarks.Whole);
        if (DecimalMarkElsewhere() is { } mark)
        {
            var isGroup = mark != (isComma ? ',' : '.');
            notes.Add(
                $"The {(isComma ? "comma" : "point")} in {_table.Shown(row, column)} was read as {(isGroup ? "a thousands "
                    + "separator" : "the decimal mark")}, as in other columns; set \"decimal\" in \"columns\" if that is wrong.");
            return isGroup;
        }

        // A comma that separates cells is not a decimal mark, so the point is not a thousands separator.
        if (!hasOthers && !isComma && _table.Separator == (byte)',' && !_table.IsQuoted(row, column))
        {
            notes.Add(
                $"The point in {_table.Shown(row, column)} was read as the decimal mark; "
                    + "set \"decimal\" in \"columns\" if that is wrong.");
            return false;
        }

        // Beside numbers of one to three digits without the mark, they can only be thousands, unless these are far from all others.
        if (hasOthers && !Has(NumberMarks.LongWithoutGroup) && AreNearer(isComma ? (byte)',' : (byte)'.'))
        {
            notes.Add(
                $"The {(isComma ? "comma" : "point")} in {_table.Shown(row, column)} was read as a thousands separator; "
                    + "set \"decimal\" in \"columns\" if that is wrong.");
            return true;
        }

        throw new InputException(
            $"The {(isComma ? "comma" : "point")} in '{_table.Shown(row, column)}' may be a decimal mark or a thousands separator, "
                + "and no number in the column tells which.",
            _table.Where(row, column),
            "Give \"decimal\" as \".\" or \",\" in the grid's \"columns\", or write thousands without a separator.");
    }

    // The decimal mark of the other columns, if they determine it consistently; otherwise null.
    private char? DecimalMarkElsewhere()
    {
        const int SampledRows = 400;
        Span<byte> digits = stackalloc byte[NumberCell.Longest];
        var found = NumberMarks.None;
        foreach (var column in Enumerable.Range(0, _table.Columns).Except(_columns))
        {
            foreach (var row in _table.Sample(SampledRows))
            {
                if (NumberCell.TryScan(_table.Utf8(row, column), digits, out _, out var marks, out _))
                {
                    found |= marks;
                }
            }
        }

        var point = (found & (NumberMarks.PointIsDecimal | NumberMarks.CommaIsGroup)) != 0;
        var comma = (found & (NumberMarks.CommaIsDecimal | NumberMarks.PointIsGroup)) != 0;
        return (point, comma) switch { (true, false) => '.', (false, true) => ',', _ => null };
    }

    // Whether the numbers with the mark are closer, by ratio, to those without it if the mark separates thousands.
    private bool AreNearer(byte mark)
    {
        var (with, without) = (new List<double>(), new List<double>());
        var values = Values(decimalComma: mark == '.');
        for (var k = 0; k < _columns.Length; k++)
        {
            for (var row = 0; row < _table.Rows; row++)
            {
                if (!double.IsNaN(values[k][row]))
                {
                    (_table.Utf8(row, _columns[k]).Contains(mark) ? with : without).Add(Math.Max(Math.Abs(values[k][row]), LeastSize));
                }
            }
        }

        var (marked, plain) = (Median(with), Median(without));
        return Math.Abs(Math.Log(marked / plain)) < Math.Abs(Math.Log(marked / 1000 / plain));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private double[][] Values(bool decimalComma)
    {
        Span<byte> digits = stackalloc byte[NumberCell.Longest];
        var result = new double[_columns.Length][];
        for (var k = 0; k < _columns.Length; k++)
        {
            result[k] = new double[_table.Rows];
            for (var row = 0; row < result[k].Length; row++)
            {
                var cell = _table.Utf8(row, _columns[k]);
                if (_table.Missing.Contains(cell))
                {
                    result[k][row] = double.NaN;
                    continue;
                }

                if (!NumberCell.TryScan(cell, digits, out var length, out _, out _)
                    || !NumberCell.TryValue(digits[..length], decimalComma, out result[k][row]))
                {
                    throw NoNumber(row, _columns[k]);
                }

                if (!double.IsFinite(result[k][row]))
                {
                    throw NotFinite(row, _columns[k]);
                }
            }
        }

        return result;
    }

    private InputException Both()
    {
        var point = new[] { NumberMarks.PointIsDecimal, NumberMarks.CommaIsGroup, NumberMarks.PointIsEither }.First(Has);
        var comma =
            new[] { NumberMarks.CommaIsDecimal, NumberMarks.PointIsGroup, NumberMarks.CommaIsEither, NumberMarks.PointIsEither }.First(Has);
        var (a, b) = (First(point), First(comma));
        var later = (a.Row, b.Row) is var (x, y) && x > y ? a : b;
        return new InputException(
            $"'{_table.Shown(a.Row, a.Column)}' has a decimal point and '{_table.Shown(b.Row, b.Column)}' a decimal comma.",
            _table.Where(later.Row, later.Column),
            "Write the whole column with one decimal mark, and thousands without a separator, or "
                + "give \"decimal\" in the grid's \"columns\".");
    }

    private InputException NoNumber(int row, int column)
    {
        var cell = _table.Cell(row, column);
        return cell.TrimStart('-', '+').ToUpperInvariant() is "INF" or "INFINITY" or "∞"
            ? NotFinite(row, column)
            : new InputException(
                $"'{CellText.Shown(cell)}' is not a number.",
                _table.Where(row, column),
                "Write a number such as 1234.5, leave the cell empty for a missing value, or give the text "
                    + "as \"missing\" in the grid's \"columns\".");
    }

    private InputException NotFinite(int row, int column) => new(
        $"'{_table.Shown(row, column)}' is not a finite number.", _table.Where(row, column), "Leave the cell empty for a missing value.");
}
