using Backtest.Core.Problems;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Decoding;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv;

/// <summary>
/// Reads series from CSV, in this order: the encoding, the table, the roles of its columns, the notation of times and numbers, the order of
/// the rows, and the step between them. The whole file determines each; guesses are noted, and what cannot be determined is an
/// error.
/// </summary>
/// <remarks>
/// A file holds one column of values; times and values; several columns, one of which is the target; a row per series and time; times
/// across; or one column of event times.
/// </remarks>
public static class SeriesReader
{
    private const int ShownRows = 8;

    /// <summary>Reads the series of a file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="columns">The description of the file.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One series, or one per id, in the order of their first rows.</returns>
    /// <exception cref="InputException">The first error, with its line.</exception>
    public static IReadOnlyList<TimeSeries> Read(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        var file = Inspect(content, name, columns, limits, cancellationToken);
        return file.FirstProblem is { } problem ? throw new InputException(problem) : file.Series;
    }

    /// <summary>Reads a file as far as possible.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="columns">The description of the file.</param>
    /// <param name="limits">Limits of the upload.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>How the file was read, with its series or the first error.</returns>
    /// <exception cref="InputException">It is not a table.</exception>
    public static FileContent Inspect(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        if (content.Length > limits.MaxBytes)
        {
            throw BoundedContent.TooLarge(limits.MaxBytes, "file");
        }

        var text = FileText.Of(content, columns.Encoding);
        var table = Table(text.Utf8, columns, limits, cancellationToken);
        var roles = new TableRoles(table, columns, limits);
        var notes = new List<string>(table.Notes);
        if (text.Note is { } note)
        {
            notes.Insert(0, note);
        }

        try
        {
            var series = roles.Read(name, notes);
            return new FileContent(Reading(text, table, roles, notes), series, null) { Refused = roles.Refused };
        }
        catch (InputException problem)
        {
            return new FileContent(Reading(text, table, roles, notes), [], problem.Problem);
        }
    }

    /// <summary>Finds the table of a text.</summary>
    internal static CsvTable Table(ReadOnlyMemory<byte> text, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        var missing = new MissingMarks(columns.Missing);
        var named = SeparatorFinder.Named(text.Span, out var length);
        if (named is not null)
        {
            text = text[length..];
        }

        var separator = named ?? SeparatorFinder.Find(text.Span, missing);
        if (separator == SeparatorFinder.Space)
        {
            (text, separator) = (SeparatorFinder.WithTabs(text.Span), (byte)'\t');
        }

        var rows = CsvRows.Parse(text, separator, named is null ? 1 : 2, limits, cancellationToken);
        return TableFinder.Find(rows, columns, missing, limits, separator, cancellationToken);
    }

    private static FileReading Reading(FileText text, CsvTable table, TableRoles roles, IReadOnlyList<string> notes) => new()
    {
        Shape = roles.Shape,
        Encoding = text.Encoding,
        Separator = table.Separator switch { (byte)'\t' => "tab", SeparatorFinder.None => "none", var mark => ((char)mark).ToString() },
        HeaderLine = table.HeaderLine,
        FirstLine = table.Line(0),
        LastLine = table.Line(table.Rows - 1),
        Rows = table.Rows,
        LeftOut = table.LeftOut,
        Columns = [.. Enumerable.Range(0, table.Columns).Select(roles.Column)],
        FirstRows = [.. Enumerable.Range(0, Math.Min(ShownRows, table.Rows))
            .Select(row => (IReadOnlyList<string>)[.. Enumerable.Range(0, table.Columns).Select(column => table.Shown(row, column))])],
        Notes = notes,
    };
}
