namespace Backtest.Core.Series.Csv;

/// <summary>What a file looks like, before any cell is read as a number or time: to show what was recognised.</summary>
/// <param name="Shape">How it holds its series.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Number of rows below the header.</param>
/// <param name="FirstLine">Line number in the file of the first of them.</param>
/// <param name="FirstRows">Cells of the first rows.</param>
public sealed record CsvOutline(CsvShape Shape, IReadOnlyList<CsvColumn> Columns, int Rows, int FirstLine, IReadOnlyList<IReadOnlyList<string>> FirstRows)
{
    private const int ShownRows = 8;

    /// <summary>The outline of a table.</summary>
    internal static CsvOutline Of(CsvTable table)
    {
        var places = LongFormat.Detect(table);
        var timeColumn = places?.Time ?? (TimeColumn.IsTimeColumn(table, 0) ? 0 : -1);
        var columns = Enumerable.Range(0, table.Columns).Select(column => new CsvColumn(
            table.NameOf(column),
            column == timeColumn ? CsvColumnKind.Time
                : column == places?.Id ? CsvColumnKind.Id
                : HoldsNumbers(table, column) ? CsvColumnKind.Value
                : CsvColumnKind.Text));
        return new CsvOutline(
            (places, timeColumn, table.Columns) switch
            {
                ({ }, _, _) => CsvShape.LongFormat,
                (_, 0, 1) => CsvShape.Events,
                (_, 0, 2) => CsvShape.TimedValues,
                (_, _, 1) => CsvShape.Values,
                _ => CsvShape.Columns,
            },
            [.. columns],
            table.Rows,
            table.Line(0),
            [.. Enumerable.Range(0, Math.Min(ShownRows, table.Rows)).Select(row => ShownCells(table, row))]);
    }

    private static string[] ShownCells(CsvTable table, int row) =>
        [.. Enumerable.Range(0, table.Columns).Select(column => CellText.Shown(table.Cell(row, column)))];

    private static bool HoldsNumbers(CsvTable table, int column) =>
        table.FirstValue(column) is not { } first
        || NumberCell.LooksNumeric(first, table.DecimalComma);
}
