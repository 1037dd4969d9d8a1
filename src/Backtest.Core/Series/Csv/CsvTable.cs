using System.Globalization;
using Backtest.Core.Problems;
using CsvHelper;

namespace Backtest.Core.Series.Csv;

/// <summary>The cells of a CSV file, trimmed, with the line on which each row starts.</summary>
/// <param name="Header">Column names; null where the first row is data.</param>
/// <param name="Rows">Rows of equally many cells.</param>
/// <param name="Lines">Line number in the file, from 1, of each row.</param>
/// <param name="DecimalComma">Whether a comma may be a decimal point: only where it does not separate cells.</param>
internal sealed record CsvTable(string[]? Header, List<string[]> Rows, List<int> Lines, bool DecimalComma)
{
    private static readonly char[] Delimiters = ['\t', ';', ','];

    public int Columns => Rows.Count > 0 ? Rows[0].Length : Header?.Length ?? 0;

    public string Where(int row, int column) => Header is null && Columns == 1
        ? $"line {Lines[row]}"
        : $"line {Lines[row]}, column {ColumnName(column)}";

    /// <summary>The column's name in the header, or its number from 1 where it has none.</summary>
    public string NameOf(int column) =>
        Header is { } header && header[column].Length > 0 ? header[column] : (column + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The column's name as an error shows it.</summary>
    public string ColumnName(int column) =>
        Header is { } header && header[column].Length > 0 ? $"'{CellText.Shown(header[column])}'" : NameOf(column);

    public static CsvTable Parse(string text, CsvLimits limits, CancellationToken cancellationToken)
    {
        var delimiter = DetectDelimiter(text);
        var options = new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        var rows = new List<string[]>();
        var lines = new List<int>();
        try
        {
            using var reader = CsvReader.FromText(text, options);
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var cells = reader.Current.ToArray();
                var line = checked((int)reader.LineNumber);
                CheckShape(cells, rows, line, limits);
                rows.Add(cells);
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

        if (rows.Count == 0)
        {
            throw new InputException("The file is empty.", null, "Send one value per line, or date,value, or unique_id,ds,y.");
        }

        var decimalComma = delimiter != ',';
        if (!IsHeader(rows[0], decimalComma))
        {
            return rows.Count <= limits.MaxRows
                ? new CsvTable(null, rows, lines, decimalComma)
                : throw TooManyRows(lines[^1], limits);
        }

        var header = rows[0];
        rows.RemoveAt(0);
        lines.RemoveAt(0);
        return rows.Count > 0
            ? new CsvTable(header, rows, lines, decimalComma)
            : throw new InputException("The file has a header and no values.", "line 1", "Add one row per observation below the header.");
    }

    private static void CheckShape(string[] cells, List<string[]> rows, int line, CsvLimits limits)
    {
        if (cells.Length > limits.MaxColumns)
        {
            throw new InputException($"The row has {cells.Length} columns.", $"line {line}", $"At most {limits.MaxColumns} are allowed.");
        }

        // One more than allowed, because the first row may turn out to be the header.
        if (rows.Count > limits.MaxRows)
        {
            throw TooManyRows(line, limits);
        }

        if ((rows.Count + 1L) * cells.Length > limits.MaxCells)
        {
            throw new InputException(
                $"The file has more than {limits.MaxCells} cells.", $"line {line}", "Send the column of times and the one to forecast alone.");
        }

        if (rows.Count > 0 && cells.Length != rows[0].Length)
        {
            throw new InputException(
                $"The row has {cells.Length} cells, the first row {rows[0].Length}.",
                $"line {line}",
                "Every row needs the same number of cells; quote a cell that holds the separator.");
        }
    }

    private static InputException TooManyRows(int line, CsvLimits limits) =>
        new($"The file has more than {limits.MaxRows} rows.", $"line {line}", $"Send at most {limits.MaxRows}.");

    // The separator is the one that stands outside quotes in the first line; a comma there may be a decimal comma, so it
    // comes last.
    private static char DetectDelimiter(string text)
    {
        var found = Delimiters.Length - 1;
        var quoted = false;
        foreach (var character in text.AsSpan().TrimStart("\r\n"))
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted)
            {
                if (character is '\r' or '\n')
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
