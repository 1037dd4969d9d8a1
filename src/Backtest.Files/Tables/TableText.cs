using System.Buffers;
using System.Globalization;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv.Decoding;

namespace Backtest.Files.Tables;

/// <summary>
/// Writes the rows of a table as CSV, no further than the limits of an upload. Row n is line n: rows without a cell are empty
/// lines, and line breaks in cells are blanks. All other rows have the same number of cells.
/// </summary>
/// <param name="origin">Source of the text.</param>
/// <param name="limits">How much to accept.</param>
/// <param name="cancellationToken">Stops the writing.</param>
internal sealed class TableText(TextOrigin origin, CsvLimits limits, CancellationToken cancellationToken)
{
    // More than any number has: a decimal has 31, a double 24.
    private const int MaxNumberLength = 64;

    private const int DigitsOfGroup = 3;

    // Whatever means something to a reader that guesses separators and marks.
    private static readonly SearchValues<char> Marks = SearchValues.Create(",;\t|\"'#=");

    private static readonly SearchValues<char> PartsOfNumbers = SearchValues.Create("0123456789.,/:-+ '’()%\u00A0\u202F\u2212");

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<Line> _lines = [];
    private readonly List<ColumnCells> _columns = [];
    private int _row;
    private int _lastColumn = -1;

    /// <summary>Number of the row that cells are added to, from 1; 0 before the first.</summary>
    public int Row => _row;

    /// <summary>Whether no row has a cell.</summary>
    public bool IsEmpty => _lines.Count == 0 && _lastColumn < 0;

    /// <summary>Begins a row below all others.</summary>
    /// <param name="row">Its number from 1.</param>
    public void BeginRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(row, _row);
        cancellationToken.ThrowIfCancellationRequested();
        EndRow();
        _row = row;
    }

    /// <summary>Adds a number that is stored as one.</summary>
    /// <param name="column">Its column from 0, right of all others of the row.</param>
    /// <param name="value">A finite number.</param>
    public void AddNumber<T>(int column, T value)
        where T : IUtf8SpanFormattable
    {
        BeginCell(column).HasNumbers = true;
        var number = _text.GetSpan(MaxNumberLength);
        _ = value.TryFormat(number, out var length, default, CultureInfo.InvariantCulture);

        // With three digits after it, the point might be a thousands separator: 1.025 beside 997.
        if (length > DigitsOfGroup && number[length - DigitsOfGroup - 1] == '.')
        {
            number[length++] = (byte)'0';
        }

        _text.Advance(length);
    }

    /// <summary>Adds a time that is stored as one.</summary>
    /// <param name="column">Its column from 0, right of all others of the row.</param>
    /// <param name="time">The time, in ASCII.</param>
    public void AddTime(int column, ReadOnlySpan<char> time)
    {
        BeginCell(column).HasTimes = true;
        _text.Advance(Encoding.ASCII.GetBytes(time, _text.GetSpan(time.Length)));
    }

    /// <summary>Adds a text; an empty one is not a cell.</summary>
    /// <param name="column">Its column from 0, right of all others of the row.</param>
    /// <param name="text">The text.</param>
    public void AddText(int column, ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            return;
        }

        var cells = BeginCell(column);
        if (cells.MarkedDigits is null
            && !text.ContainsAnyExcept(PartsOfNumbers)
            && text.ContainsAny(".,/:")
            && text.ContainsAnyInRange('0', '9'))
        {
            cells.MarkedDigits = (_row, text.ToString());
        }

        if (text.ContainsAny(Marks))
        {
            Write("\"");
            for (var quote = text.IndexOf('"'); quote >= 0; quote = text.IndexOf('"'))
            {
                Write(text[..(quote + 1)]);
                Write("\"");
                text = text[(quote + 1)..];
            }

            Write(text);
            Write("\"");
        }
        else
        {
            Write(text);
        }
    }

    /// <summary>The text of all rows.</summary>
    /// <param name="notes">Remarks for the user about the reading.</param>
    /// <exception cref="InputException">
    /// There are no cells, or a column has texts between its numbers or times that would have to be guessed.
    /// </exception>
    public ExtractedText ToText(IReadOnlyList<string> notes)
    {
        EndRow();
        foreach (var column in _columns)
        {
            if (column is { HasNumbers: true } or { HasTimes: true } && column.MarkedDigits is var (row, cell))
            {
                throw new InputException(
                    $"'{cell}' is text in a column of {(column.HasTimes ? "dates" : "numbers")}.",
                    origin.Row(row),
                    $"Make it a {(column.HasTimes ? "date" : "number")} in the program that the file comes from, and check the cells "
                        + "around it: the program may have misread them.");
            }
        }

        var rows = _lines.Count == 0 ? 0 : _lines[^1].Row;
        var padding = _lines.Sum(line => (long)(_columns.Count - line.Cells));
        CheckBytes(_text.WrittenCount + rows + padding);
        var text = new byte[_text.WrittenCount + rows + padding];
        var rest = text.AsSpan();
        var start = 0;
        var above = 0;
        foreach (var line in _lines)
        {
            Fill(ref rest, line.Row - above - 1, (byte)'\n');
            _text.WrittenSpan[start..line.End].CopyTo(rest);
            rest = rest[(line.End - start)..];
            Fill(ref rest, _columns.Count - line.Cells, (byte)',');
            Fill(ref rest, 1, (byte)'\n');
            (start, above) = (line.End, line.Row);
        }

        return new ExtractedText(text, origin, notes);
    }

    private static void Fill(ref Span<byte> rest, int count, byte value)
    {
        rest[..count].Fill(value);
        rest = rest[count..];
    }

    private ColumnCells BeginCell(int column)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(column, _lastColumn);
        if (column >= limits.MaxColumns)
        {
            throw new InputException(
                $"The row has a cell in column {column + 1}.", origin.Row(_row), $"At most {limits.MaxColumns} columns are allowed.");
        }

        // One more than allowed, because the first may be the header.
        if (_row > limits.MaxRows + 1L)
        {
            throw new InputException($"The file has more than {limits.MaxRows} rows.", origin.Row(_row), $"Send at most {limits.MaxRows}.");
        }

        while (_columns.Count <= column)
        {
            _columns.Add(new ColumnCells());
        }

        if ((_lines.Count + 1L) * _columns.Count > limits.MaxCells)
        {
            throw new InputException(
                $"The file has more than {limits.MaxCells} cells.",
                origin.Row(_row),
                "Send only the column of times and the one to forecast.");
        }

        var separators = column - Math.Max(_lastColumn, 0);
        _text.GetSpan(separators)[..separators].Fill((byte)',');
        _text.Advance(separators);
        _lastColumn = column;
        return _columns[column];
    }

    private void EndRow()
    {
        if (_lastColumn >= 0)
        {
            CheckBytes(_text.WrittenCount);
            _lines.Add(new Line(_row, _text.WrittenCount, _lastColumn + 1));
            _lastColumn = -1;
        }
    }

    private void Write(ReadOnlySpan<char> text)
    {
        var bytes = _text.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes);
        for (var k = 0; k < length; k++)
        {
            // Line breaks and other control characters, none of which is a part of a longer character.
            bytes[k] = bytes[k] is < 0x20 or 0x7F ? (byte)' ' : bytes[k];
        }

        _text.Advance(length);
        CheckBytes(_text.WrittenCount);
    }

    private void CheckBytes(long bytes)
    {
        if (bytes > limits.MaxBytes)
        {
            throw BoundedContent.TooLarge(limits.MaxBytes, "table in the file");
        }
    }

    private readonly record struct Line(int Row, int End, int Cells);

    private sealed class ColumnCells
    {
        public bool HasNumbers { get; set; }

        public bool HasTimes { get; set; }

        public (int Row, string Text)? MarkedDigits { get; set; }
    }
}
