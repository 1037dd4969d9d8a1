using Backtest.Core.Problems;

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

    /// <summary>The outline of a file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It is not a table.</exception>
    public static CsvOutline Of(ReadOnlySpan<byte> content, CsvLimits limits, CancellationToken cancellationToken)
    {
        var table = CsvTable.Parse(TextDecoder.Decode(content), limits, cancellationToken);
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
            table.Rows.Count,
            table.Lines[0],
            [.. table.Rows.Take(ShownRows).Select(row => Array.ConvertAll(row, CellText.Shown))]);
    }

    private static bool HoldsNumbers(CsvTable table, int column) =>
        table.Rows.Select(row => row[column]).FirstOrDefault(cell => !NumberCell.IsMissing(cell)) is not { } first
        || NumberCell.LooksNumeric(first, table.DecimalComma);
}
