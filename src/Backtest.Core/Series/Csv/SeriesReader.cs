using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>
/// Reads series from CSV: one column of values; date and value; several columns, one of which is named as the target
/// and others may be named as its covariates; the long format <c>unique_id,ds,y</c>; or one column of event times, which becomes the intervals between events.
/// </summary>
/// <remarks>
/// Comma, semicolon or tab, a header or none, UTF-8, UTF-16 or GB18030, a decimal comma where the comma does not
/// separate. An empty cell or <c>NA</c> is a missing value, and so is a row that a regular step lacks. A series begins with its
/// first value.
/// </remarks>
public static class SeriesReader
{
    /// <summary>Reads the series of a file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="columns">Which columns to read.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One series, or in the long format one per id, in the order of their first rows.</returns>
    /// <exception cref="InputException">The first thing that is wrong, with its line.</exception>
    public static IReadOnlyList<TimeSeries> Read(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        var file = Inspect(content, name, columns, limits, cancellationToken);
        return file.Problem is { } problem ? throw new InputException(problem) : file.Series;
    }

    /// <summary>Reads a file as far as it can be read.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="columns">What is said of the file.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>How it was read, with its series or the first thing that is wrong.</returns>
    /// <exception cref="InputException">It is no table.</exception>
    public static FileContent Inspect(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        CheckBytes(content.Length, limits);
        var table = CsvTable.Parse(TextDecoder.ToUtf8(content), limits, cancellationToken);
        var reading = Outline(table);
        try
        {
            return new FileContent(reading, Read(table, name, columns, limits), null);
        }
        catch (InputException problem)
        {
            return new FileContent(reading, [], problem.Problem);
        }
    }

    private static FileReading Outline(CsvTable table) => new()
    {
        Shape = CsvShape.Columns,
        Encoding = "UTF-8",
        Separator = ",",
        FirstLine = table.Line(0),
        LastLine = table.Line(table.Rows - 1),
        Rows = table.Rows,
        Columns = [.. Enumerable.Range(0, table.Columns).Select(column => new ReadColumn(table.NameOf(column), CsvColumnKind.Value, ColumnRole.LeftOut))],
        FirstRows = [.. Enumerable.Range(0, Math.Min(8, table.Rows)).Select(row => (IReadOnlyList<string>)[.. Enumerable.Range(0, table.Columns).Select(column => CellText.Shown(table.Cell(row, column)))])],
    };

    /// <summary>Refuses a file that is too long.</summary>
    internal static void CheckBytes(long bytes, CsvLimits limits)
    {
        if (bytes > limits.MaxBytes)
        {
            throw BoundedContent.TooLarge(limits.MaxBytes, "file");
        }
    }

    /// <summary>Reads the series of a table.</summary>
    internal static IReadOnlyList<TimeSeries> Read(CsvTable table, string name, ColumnChoice columns, CsvLimits limits)
    {
        var series = LongFormat.Detect(table) is { } places
            ? LongFormat.Read(table, places, name, ValueColumns.Covariates(table, columns), limits)
            : [ReadSingle(table, name, columns)];
        foreach (var one in series)
        {
            if (one.Missing == one.Length)
            {
                throw new InputException($"The series '{one.Name}' has no value at all.", null, "Give at least one number.");
            }
        }

        return [.. series.Select(LeadingGap.CutOff).Select(CovariateGaps.Note)];
    }

    private static TimeSeries ReadSingle(CsvTable table, string name, ColumnChoice columns)
    {
        var hasTimes = TimeColumn.IsTimeColumn(table, 0);
        var covariates = ValueColumns.Covariates(table, columns);
        if (hasTimes && table.Columns == 1)
        {
            return EventTimes.ToIntervals(name, TimeColumn.Parse(table, 0));
        }

        var values = NumberCell.ParseColumn(table, ValueColumns.Target(table, columns, hasTimes ? 1 : 0));
        var series = new TimeSeries(name, values, Notes: BlankLines(table), Covariates: covariates);
        return FutureRows.Split(hasTimes
            ? TimedValues.Order(table, series, 0, [.. Enumerable.Range(0, values.Length)], TimeColumn.Parse(table, 0))
            : series);
    }

    // Without dates nothing else tells that a blank line may have been meant as a missing value.
    private static string[]? BlankLines(CsvTable table)
    {
        var blank = table.Line(table.Rows - 1) - table.Line(0) + 1 - table.Rows;
        return table.Columns == 1 && blank > 0
            ? [$"{blank} blank line(s) between the values were left out; NA in their place makes them missing values."]
            : null;
    }
}
