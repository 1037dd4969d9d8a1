using Backtest.Files.Workbooks;

namespace Backtest.Runs.Exports;

/// <summary>What tables of results are written as. There are no other values: a new one is offered wherever there are tables.</summary>
public sealed class TableFormat
{
    private readonly Func<Stream, RunTable, DecimalMark, CancellationToken, Task> _write;

    private TableFormat(string contentType, string ending, Func<Stream, RunTable, DecimalMark, CancellationToken, Task> write) =>
        (ContentType, Ending, _write) = (contentType, ending, write);

    /// <summary>CSV.</summary>
    public static TableFormat Csv { get; } = new("text/csv", "csv", TableText.WriteCsvAsync);

    /// <summary>A JSON object in each line; what is missing is left out.</summary>
    public static TableFormat Lines { get; } = new(
        "application/x-ndjson", "ndjson", (stream, table, _, stop) => TableText.WriteLinesAsync(stream, table, stop));

    /// <summary>A workbook, with dates as dates.</summary>
    public static TableFormat Workbook { get; } = new(
        WorkbookWriter.ContentType,
        "xlsx",
        (stream, table, _, stop) => WorkbookWriter.WriteAsync(stream, table.Columns, table.Rows, stop));

    /// <summary>Parquet.</summary>
    public static TableFormat Parquet { get; } = new(
        TableParquet.ContentType, "parquet", (stream, table, _, stop) => TableParquet.WriteAsync(stream, table, stop));

    /// <summary>All of them, the one first that is taken where none is asked for.</summary>
    public static IReadOnlyList<TableFormat> All { get; } = [Csv, Lines, Workbook, Parquet];

    /// <summary>Its content type.</summary>
    public string ContentType { get; }

    /// <summary>What the names of its files end with, without a dot.</summary>
    public string Ending { get; }

    /// <summary>Writes a table.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="table">The table.</param>
    /// <param name="mark">Of CSV alone: what stands before the decimals.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task WriteAsync(Stream stream, RunTable table, DecimalMark mark, CancellationToken cancellationToken) =>
        _write(stream, table, mark, cancellationToken);
}
