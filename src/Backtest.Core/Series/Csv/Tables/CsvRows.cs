using Backtest.Core.Problems;
using CsvHelper;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>The rows of a file, each with its own number of cells, before the table's beginning and end are known.</summary>
internal sealed class CsvRows
{
    private readonly CellPlaces _cells;
    private readonly Progression _lines = new();
    private readonly Progression _starts = new();

    private CsvRows(ReadOnlyMemory<byte> text)
    {
        _cells = new CellPlaces(text);
        _starts.Add(0);
    }

    /// <summary>Number of rows, not counting blank lines.</summary>
    public int Count => _lines.Count;

    /// <summary>Number of the line, from 1, where a row starts.</summary>
    public int Line(int row) => _lines[row];

    /// <summary>Number of cells of a row.</summary>
    public int Width(int row) => _starts[row + 1] - _starts[row];

    /// <summary>A cell, trimmed; empty if the row has no such cell.</summary>
    public ReadOnlySpan<byte> Cell(int row, int column) => column < Width(row) ? _cells.Utf8(_starts[row] + column) : default;

    /// <summary>Whether a cell is quoted.</summary>
    public bool IsQuoted(int row, int column) => column < Width(row) && _cells.IsQuoted(_starts[row] + column);

    /// <summary>Number of cells of a row up to the last nonempty one.</summary>
    public int FilledWidth(int row)
    {
        var width = Width(row);
        while (width > 0 && Cell(row, width - 1).IsEmpty)
        {
            width--;
        }

        return width;
    }

    /// <summary>Finds the rows of a text.</summary>
    /// <param name="text">The text, as UTF-8; cells are read from it on demand.</param>
    /// <param name="separator">The separator of cells; 0 for none.</param>
    /// <param name="firstLine">Line of the file where the text begins.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <param name="cancellationToken">Stops this.</param>
    /// <exception cref="InputException">A quotation mark is out of place, or the text exceeds a limit.</exception>
    public static CsvRows Parse(
        ReadOnlyMemory<byte> text, byte separator, int firstLine, CsvLimits limits, CancellationToken cancellationToken)
    {
        var options = new CsvReaderOptions
        {
            // No text contains the unit separator.
            Separator = separator == 0 ? '\u001F' : (char)separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        var rows = new CsvRows(text);
        try
        {
            using var reader = CsvReader.Create(text, options);
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Add(reader, checked((int)reader.LineNumber) + firstLine - 1, limits);
            }
        }
        catch (CsvFormatException problem)
        {
            throw new InputException(
                "A quotation mark is out of place.",
                problem.LineNumber > 0 ? $"line {problem.LineNumber + firstLine - 1}" : null,
                "Quote the whole cell and double the marks inside it, or remove them.");
        }

        return rows;
    }

    private void Add(CsvReader reader, int line, CsvLimits limits)
    {
        var width = reader.FieldCount;
        if (width > limits.MaxColumns)
        {
            throw new InputException($"The row has {width} columns.", $"line {line}", $"At most {limits.MaxColumns} are allowed.");
        }

        // The limit allows for rows that may turn out to lie above or below the table.
        if (Count > limits.MaxRows + MostOutside)
        {
            throw TooManyRows(line, limits);
        }

        if (_cells.Count + width > (long)limits.MaxCells)
        {
            throw new InputException(
                $"The file has more than {limits.MaxCells} cells.",
                $"line {line}",
                "Send only the column of times and the one to forecast.");
        }

        for (var column = 0; column < width; column++)
        {
            _cells.Add(reader.GetSpan(column), reader.GetRawSpan(column));
        }

        _lines.Add(line);
        _starts.Add(_cells.Count);
    }

    /// <summary>Number of rows that may lie outside the table.</summary>
    private const int MostOutside = 1_000;

    /// <summary>The problem of a table with too many rows.</summary>
    public static InputException TooManyRows(int line, CsvLimits limits) =>
        new($"The file has more than {limits.MaxRows} rows.", $"line {line}", $"Send at most {limits.MaxRows}.");
}
