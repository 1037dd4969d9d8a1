using System.IO.Compression;
using System.Text;
using Backtest.Files.Archives;

namespace Backtest.Files.Workbooks;

/// <summary>
/// Writes a table as a workbook (.xlsx) row by row: no more than a part of its rows is in memory. A table with more rows than a sheet
/// has goes on in another sheet.
/// </summary>
public static class WorkbookWriter
{
    /// <summary>Content type of a workbook.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Most rows of a sheet, the names of its columns among them.</summary>
    internal const int MostRows = 1_048_576;

    private const int FlushedCharacters = 64 * 1024;

    /// <summary>Writes a table.</summary>
    /// <param name="stream">Where to; it need not be seekable.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">
    /// The cells of each row: texts, numbers, times or null. Texts are texts whatever they begin with, never formulas. A time is the one
    /// of its own place: workbooks have no offsets.
    /// </param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static Task WriteAsync(
        Stream stream, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken) =>
        WriteAsync(stream, columns, rows, MostRows, cancellationToken);

    /// <inheritdoc cref="WriteAsync(Stream, IReadOnlyList{string}, IAsyncEnumerable{IReadOnlyList{object}}, CancellationToken)"/>
    internal static async Task WriteAsync(
        Stream stream,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<IReadOnlyList<object?>> rows,
        int mostRows,
        CancellationToken cancellationToken)
    {
        using var deferred = new DeferredStream(stream);
        var zip = await ZipArchive.CreateAsync(deferred, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken)
            .ConfigureAwait(false);
        await using (zip.ConfigureAwait(false))
        {
            Task WriteAsync(string path, string content) => WritePartAsync(
                zip, path, text => text.WriteAsync(content.AsMemory(), cancellationToken), cancellationToken);
            await WriteAsync("[Content_Types].xml", WorkbookParts.ContentTypes).ConfigureAwait(false);
            await WriteAsync("_rels/.rels", WorkbookParts.Root).ConfigureAwait(false);
            await WriteAsync("xl/styles.xml", WorkbookParts.Styles).ConfigureAwait(false);
            var source = rows.GetAsyncEnumerator(cancellationToken);
            await using (source.ConfigureAwait(false))
            {
                var (sheets, isMore) = (0, true);
                while (isMore)
                {
                    await WritePartAsync(
                        zip,
                        WorkbookParts.Sheet(++sheets),
                        async text => isMore = await WriteSheetAsync(text, columns, source, mostRows, cancellationToken)
                            .ConfigureAwait(false),
                        cancellationToken).ConfigureAwait(false);
                }

                await WriteAsync("xl/workbook.xml", WorkbookParts.Workbook(sheets)).ConfigureAwait(false);
                await WriteAsync("xl/_rels/workbook.xml.rels", WorkbookParts.Relationships(sheets)).ConfigureAwait(false);
            }
        }

        await deferred.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WritePartAsync(
        ZipArchive zip, string path, Func<StreamWriter, Task> write, CancellationToken cancellationToken)
    {
        // The same table gives the same bytes.
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var part = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        var text = new StreamWriter(part, new UTF8Encoding(false), FlushedCharacters);
        await using (text.ConfigureAwait(false))
        {
            await write(text).ConfigureAwait(false);
        }
    }

    // Whether the sheet is full. Rows may be left then; a last sheet without any is better than a row that is read ahead.
    private static async Task<bool> WriteSheetAsync(
        StreamWriter text,
        IReadOnlyList<string> columns,
        IAsyncEnumerator<IReadOnlyList<object?>> rows,
        int mostRows,
        CancellationToken cancellationToken)
    {
        await text.WriteAsync(WorkbookParts.SheetStart(columns.Count).AsMemory(), cancellationToken).ConfigureAwait(false);
        var row = new StringBuilder();
        WorkbookRow.Append(row, 1, columns, WorkbookParts.NameStyle);
        var number = 1;
        while (number < mostRows && await rows.MoveNextAsync().ConfigureAwait(false))
        {
            WorkbookRow.Append(row, ++number, rows.Current, style: 0);
            if (row.Length >= FlushedCharacters)
            {
                await text.WriteAsync(row, cancellationToken).ConfigureAwait(false);
                row.Clear();
            }
        }

        await text.WriteAsync(row.Append(WorkbookParts.SheetEnd), cancellationToken).ConfigureAwait(false);
        return number == mostRows;
    }
}
