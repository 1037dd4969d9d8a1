using Backtest.Files.Workbooks;

namespace Backtest.Runs.Exports;

/// <summary>A format of result tables. There are no other values: a new one is offered wherever there are tables.</summary>
public sealed class TableFormat
{
    private readonly Func<Stream, RunTable, DecimalMark, CancellationToken, Task> _write;

    private TableFormat(string contentType, string ending, Func<Stream, RunTable, DecimalMark, CancellationToken, Task> write) =>
        (ContentType, Ending, _write) = (contentType, ending, write);

    /// <summary>CSV.</summary>
    public static TableFormat Csv { get; } = new("text/csv", "csv", TextTableWriter.WriteCsvAsync);

    /// <summary>A JSON object per line, without missing values.</summary>
    public static TableFormat Lines { get; } = new(
        "application/x-ndjson", "ndjson", (stream, table, _, stop) => TextTableWriter.WriteLinesAsync(stream, table, stop));

    /// <summary>A workbook, with dates as dates.</summary>
    public static TableFormat Workbook { get; } = new(
        WorkbookWriter.ContentType,
        "xlsx",
        (stream, table, _, stop) => WorkbookWriter.WriteAsync(stream, table.Columns, table.Rows, stop));

    /// <summary>Parquet.</summary>
    public static TableFormat Parquet { get; } = new(
        TableParquet.ContentType, "parquet", (stream, table, _, stop) => TableParquet.WriteAsync(stream, table, stop));

    /// <summary>All formats, the default first.</summary>
    public static IReadOnlyList<TableFormat> All { get; } = [Csv, Lines, Workbook, Parquet];

    /// <summary>Its content type.</summary>
    public string ContentType { get; }

    /// <summary>The extension of its files, without a dot.</summary>
    public string Ending { get; }

    /// <summary>Writes a table.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="table">The table.</param>
    /// <param name="mark">The decimal mark, for CSV.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task WriteAsync(Stream stream, RunTable table, DecimalMark mark, CancellationToken cancellationToken) =>
        _write(stream, table, mark, cancellationToken);
}
