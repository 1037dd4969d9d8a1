using System.Globalization;
using Backtest.Core.Problems;
using CsvHelper;

namespace Backtest.Core.Series.Csv;

/// <summary>The cells of a CSV file, trimmed, with the line on which each row starts. A cell is a place in the file's text until it is asked for.</summary>
internal sealed class CsvTable
{
    private static readonly byte[] Delimiters = [(byte)'\t', (byte)';', (byte)','];

    private readonly CellPlaces _cells;
    private readonly List<int> _lines;
    private readonly int _firstRow;
    private readonly CancellationToken _cancellationToken;

    private CsvTable(CellPlaces cells, List<int> lines, int columns, string[]? header, bool decimalComma, CancellationToken cancellationToken)
    {
        (_cells, _lines, Columns, Header, DecimalComma, _cancellationToken) = (cells, lines, columns, header, decimalComma, cancellationToken);
        _firstRow = header is null ? 0 : 1;
    }

    /// <summary>Column names; null where the first row is data.</summary>
    public string[]? Header { get; }

    /// <summary>Number of cells of each row.</summary>
    public int Columns { get; }

    /// <summary>Number of rows below the header.</summary>
    public int Rows => _lines.Count - _firstRow;

    /// <summary>Whether a comma may be a decimal point: only where it does not separate cells.</summary>
    public bool DecimalComma { get; }

    /// <summary>A cell; asking for one ends when the reading is cancelled.</summary>
    public string Cell(int row, int column)
    {
        ThrowIfCancelled();
        return _cells.Text(((row + _firstRow) * Columns) + column);
    }

    /// <summary>Ends the reading where it is cancelled.</summary>
    public void ThrowIfCancelled() => _cancellationToken.ThrowIfCancellationRequested();

    /// <summary>The first cell of a column that has a value; null where none has.</summary>
    public string? FirstValue(int column) =>
        Enumerable.Range(0, Rows).Select(row => Cell(row, column)).FirstOrDefault(cell => !NumberCell.IsMissing(cell));

    /// <summary>Line number in the file, from 1, on which a row starts.</summary>
    public int Line(int row) => _lines[row + _firstRow];

    public string Where(int row, int column) => Header is null && Columns == 1
        ? $"line {Line(row)}"
        : $"line {Line(row)}, column {ColumnName(column)}";

    /// <summary>The column's name in the header, or its number from 1 where it has none.</summary>
    public string NameOf(int column) =>
        Header is { } header && header[column].Length > 0 ? header[column] : (column + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The column's name as an error shows it.</summary>
    public string ColumnName(int column) =>
        Header is { } header && header[column].Length > 0 ? $"'{CellText.Shown(header[column])}'" : NameOf(column);

    /// <summary>Finds the cells of a text.</summary>
    /// <param name="text">The text, as UTF-8; it is read again for every cell that is asked for.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops this, and the reading of cells.</param>
    /// <exception cref="InputException">It is not a table, or passes a limit.</exception>
    public static CsvTable Parse(ReadOnlyMemory<byte> text, CsvLimits limits, CancellationToken cancellationToken)
    {
        var delimiter = DetectDelimiter(text.Span);
        var options = new CsvReaderOptions
        {
            Separator = (char)delimiter,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        var cells = new CellPlaces(text);
        var lines = new List<int>();
        var columns = 0;
        try
        {
            using var reader = CsvReader.Create(text, options);
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var line = checked((int)reader.LineNumber);
                columns = lines.Count == 0 ? reader.FieldCount : columns;
                CheckShape(reader.FieldCount, columns, lines.Count, line, limits);
                for (var column = 0; column < columns; column++)
                {
                    cells.Add(reader.GetSpan(column), reader.GetRawSpan(column));
                }

                lines.Add(line);
            }
        }
        catch (CsvFormatException problem)
        {
            throw new InputException(
                "A quotation mark stands where none may be.",
                problem.LineNumber > 0 ? $"line {problem.LineNumber}" : null,
                "Quote a whole cell, and double the marks inside it, or leave them out.");
        }

        if (lines.Count == 0)
        {
            throw new InputException("The file is empty.", null, "Send one value per line, or date,value, or unique_id,ds,y.");
        }

        var decimalComma = delimiter != ',';
        string[] first = [.. Enumerable.Range(0, columns).Select(cells.Text)];
        if (!IsHeader(first, decimalComma))
        {
            return lines.Count <= limits.MaxRows
                ? new CsvTable(cells, lines, columns, null, decimalComma, cancellationToken)
                : throw TooManyRows(lines[^1], limits);
        }

        return lines.Count > 1
            ? new CsvTable(cells, lines, columns, first, decimalComma, cancellationToken)
            : throw new InputException("The file has a header and no values.", "line 1", "Add one row per observation below the header.");
    }

    private static void CheckShape(int cells, int columns, int rows, int line, CsvLimits limits)
    {
        if (cells > limits.MaxColumns)
        {
            throw new InputException($"The row has {cells} columns.", $"line {line}", $"At most {limits.MaxColumns} are allowed.");
        }

        // One more than allowed, because the first row may turn out to be the header.
        if (rows > limits.MaxRows)
        {
            throw TooManyRows(line, limits);
        }

        if ((rows + 1L) * cells > limits.MaxCells)
        {
            throw new InputException(
                $"The file has more than {limits.MaxCells} cells.", $"line {line}", "Send the column of times and the one to forecast alone.");
        }

        if (cells != columns)
        {
            throw new InputException(
                $"The row has {cells} cells, the first row {columns}.",
                $"line {line}",
                "Every row needs the same number of cells; quote a cell that holds the separator.");
        }
    }

    private static InputException TooManyRows(int line, CsvLimits limits) =>
        new($"The file has more than {limits.MaxRows} rows.", $"line {line}", $"Send at most {limits.MaxRows}.");

    // The separator is the one that stands outside quotes in the first line; a comma there may be a decimal comma, so it
    // comes last.
    private static byte DetectDelimiter(ReadOnlySpan<byte> text)
    {
        var found = Delimiters.Length - 1;
        var quoted = false;
        foreach (var character in text.TrimStart("\r\n"u8))
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted)
            {
                if (character is (byte)'\r' or (byte)'\n')
                {
                    break;
                }

                var index = Array.IndexOf(Delimiters, character);
                found = index >= 0 ? Math.Min(found, index) : found;
            }
        }

        return Delimiters[found];
    }

    // A missing value heads no column: a file may begin with NA.
    private static bool IsHeader(string[] cells, bool decimalComma) =>
        cells.All(cell => !NumberCell.LooksNumeric(cell, decimalComma) && !TimeColumn.LooksLikeTime(cell))
        && !cells.All(NumberCell.IsMissing);
}
