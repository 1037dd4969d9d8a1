using System.Globalization;
using Backtest.Core.Series.Cells;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>
/// The table of a file: its header and rows, without the lines above, below and between them. Cells are read from the file's text on
/// demand.
/// </summary>
internal sealed class CsvTable
{
    private readonly CsvRows _rows;
    private readonly int[]? _places;
    private readonly int _first;
    private readonly int[] _columns;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Creates the table.</summary>
    /// <param name="rows">All rows of the file.</param>
    /// <param name="first">The first row below the header.</param>
    /// <param name="count">Number of rows, if the rows are contiguous.</param>
    /// <param name="places">The rows of the table, if they are not contiguous.</param>
    /// <param name="columns">The table's columns in the file.</param>
    /// <param name="header">Names of these columns; null without a header.</param>
    /// <param name="cancellationToken">Stops the reading of cells.</param>
    public CsvTable(CsvRows rows, int first, int count, int[]? places, int[] columns, string[]? header, CancellationToken cancellationToken)
    {
        (_rows, _first, _places, _columns, Header, _cancellationToken) = (rows, first, places, columns, header, cancellationToken);
        Rows = places?.Length ?? count;
    }

    /// <summary>Column names; null without a header.</summary>
    public string[]? Header { get; }

    /// <summary>Line of the header; null without a header.</summary>
    public int? HeaderLine { get; init; }

    /// <summary>Number of cells of each row.</summary>
    public int Columns => _columns.Length;

    /// <summary>Number of rows below the header.</summary>
    public int Rows { get; }

    /// <summary>The separator of cells; see <see cref="SeparatorFinder"/>.</summary>
    public required byte Separator { get; init; }

    /// <summary>Cells that are missing values.</summary>
    public required MissingMarks Missing { get; init; }

    /// <summary>Lines of the file that are not in the table.</summary>
    public IReadOnlyList<LeftOutLines> LeftOut { get; init; } = [];

    /// <summary>Guesses that were made.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A cell as UTF-8, trimmed.</summary>
    public ReadOnlySpan<byte> Utf8(int row, int column) => _rows.Cell(_places is null ? _first + row : _places[row], _columns[column]);

    /// <summary>A cell as text.</summary>
    public string Cell(int row, int column) => System.Text.Encoding.UTF8.GetString(Utf8(row, column));

    /// <summary>A cell as shown in errors.</summary>
    public string Shown(int row, int column) => CellText.Shown(Cell(row, column));

    /// <summary>Whether a cell is quoted.</summary>
    public bool IsQuoted(int row, int column) => _rows.IsQuoted(_places is null ? _first + row : _places[row], _columns[column]);

    /// <summary>Whether a cell is a missing value.</summary>
    public bool IsMissing(int row, int column) => Missing.Contains(Utf8(row, column));

    /// <summary>Stops the reading if it is cancelled.</summary>
    public void ThrowIfCancelled() => _cancellationToken.ThrowIfCancellationRequested();

    /// <summary>Number of the line, from 1, where a row starts.</summary>
    public int Line(int row) => _rows.Line(_places is null ? _first + row : _places[row]);

    /// <summary>A place as named in errors.</summary>
    public string Where(int row, int column) => Header is null && Columns == 1
        ? $"line {Line(row)}"
        : $"line {Line(row)}, column {ColumnName(column)}";

    /// <summary>The column's name in the header, or its number in the file, from 1, if it has none.</summary>
    public string NameOf(int column) =>
        Header is { } header && header[column].Length > 0 ? header[column] : (_columns[column] + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The column's name as shown in errors.</summary>
    public string ColumnName(int column) =>
        Header is { } header && header[column].Length > 0 ? $"'{CellText.Shown(header[column])}'" : NameOf(column);

    /// <summary>The columns' names as listed in errors.</summary>
    public string ColumnNames(IEnumerable<int> columns) => string.Join(", ", columns.Take(20).Select(ColumnName));

    /// <summary>Rows spread evenly over the table, including the first and the last.</summary>
    /// <param name="most">Limit of rows.</param>
    public IEnumerable<int> Sample(int most) =>
        Rows <= most ? Enumerable.Range(0, Rows) : Enumerable.Range(0, most).Select(k => (int)((long)k * (Rows - 1) / (most - 1)));
}
