using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Files.Archives;
using Backtest.Files.Columnar;
using Backtest.Files.Tables;
using Backtest.Files.Workbooks;

namespace Backtest.Files;

/// <summary>Turns a file of any kind that is read into the text that the reader of series reads.</summary>
public static class SeriesText
{
    /// <summary>Content type of a file that is read, by its first bytes.</summary>
    public static string ContentType(ReadOnlySpan<byte> content) => FileSignature.Start(content) switch
    {
        FileKind.Gzip => "application/gzip",
        FileKind.Parquet => "application/vnd.apache.parquet",
        FileKind.Workbook => WorkbookWriter.ContentType,
        _ => "text/csv",
    };

    /// <summary>Whether a file is to be unpacked before its text can be read.</summary>
    internal static bool IsPacked(ReadOnlySpan<byte> content) => FileSignature.Start(content) != FileKind.Text;

    /// <summary>
    /// The text of a file: text as it is, a sheet of a workbook (<c>.xlsx</c>), a Parquet file, or one of these compressed by gzip. Its
    /// bytes tell which it is.
    /// </summary>
    /// <param name="content">The file.</param>
    /// <param name="sheet">Name of the sheet to read; null for the first one.</param>
    /// <param name="limits">How much to accept, of the file and of what it is unpacked to.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It is of a kind that is not read, damaged, or too large.</exception>
    public static ExtractedText Of(ReadOnlyMemory<byte> content, string? sheet, CsvLimits limits, CancellationToken cancellationToken)
    {
        if (content.Length > limits.MaxBytes)
        {
            throw BoundedContent.TooLarge(limits.MaxBytes, "file");
        }

        var kind = FileSignature.Of(content);
        if (kind == FileKind.Gzip)
        {
            content = Gunzip.Inflate(content, limits.MaxBytes, cancellationToken);
            kind = FileSignature.Of(content);
        }

        return kind switch
        {
            FileKind.Workbook => WorkbookReader.Read(content, sheet, limits, cancellationToken),
            FileKind.Parquet => ParquetFile.Read(content, limits, cancellationToken),
            FileKind.Gzip => throw new InputException("The file was compressed with gzip twice.", null, "Compress it once."),
            _ when sheet is not null => throw new InputException(
                "The file has no sheets.", "columns.sheet", "Leave \"sheet\" out of the grid's columns, or send a workbook (.xlsx)."),
            _ => ExtractedText.Of(content),
        };
    }
}
