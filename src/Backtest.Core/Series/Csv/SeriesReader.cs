using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>
/// Reads series from CSV: one column of values; date and value; several columns, one of which is named as the target;
/// the long format <c>unique_id,ds,y</c>; or one column of event times, which becomes the intervals between events.
/// </summary>
/// <remarks>
/// Comma, semicolon or tab, a header or none, UTF-8, UTF-16 or GB18030, a decimal comma where the comma does not
/// separate. An empty cell or <c>NA</c> is a missing value, and so is a row that a regular step lacks.
/// </remarks>
public static class SeriesReader
{
    /// <summary>Reads the series of a file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="target">Name of the value column where there are several; null where there is one.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One series, or in the long format one per id, in the order of their first rows.</returns>
    /// <exception cref="InputException">The first thing that is wrong, with its line.</exception>
    public static IReadOnlyList<TimeSeries> Read(
        ReadOnlySpan<byte> content, string name, string? target, CsvLimits limits, CancellationToken cancellationToken)
    {
        if (content.Length > limits.MaxBytes)
        {
            throw BoundedContent.TooLarge(limits.MaxBytes, "file");
        }

        var table = CsvTable.Parse(TextDecoder.Decode(content), limits, cancellationToken);
        var series = LongFormat.Detect(table) is { } columns
            ? LongFormat.Read(table, columns, name, limits)
            : [ReadSingle(table, name, target)];
        foreach (var one in series)
        {
            if (one.Missing == one.Length)
            {
                throw new InputException($"The series '{one.Name}' has no value at all.", null, "Give at least one number.");
            }
        }

        return series;
    }

    private static TimeSeries ReadSingle(CsvTable table, string name, string? target)
    {
        var hasTimes = TimeColumn.IsTimeColumn(table, 0);
        if (hasTimes && table.Columns == 1)
        {
            return EventTimes.ToIntervals(name, TimeColumn.Parse(table, 0));
        }

        var values = NumberCell.ParseColumn(table, FindTarget(table, target, hasTimes ? 1 : 0));
        return hasTimes
            ? TimedValues.Order(table, name, 0, [.. Enumerable.Range(0, values.Length)], TimeColumn.Parse(table, 0), values)
            : new TimeSeries(name, values, Notes: BlankLines(table));
    }

    // Without dates nothing else tells that a blank line may have been meant as a missing value.
    private static string[]? BlankLines(CsvTable table)
    {
        var blank = table.Lines[^1] - table.Lines[0] + 1 - table.Lines.Count;
        return table.Columns == 1 && blank > 0
            ? [$"{blank} blank line(s) between the values were left out; NA in their place makes them missing values."]
            : null;
    }

    private static int FindTarget(CsvTable table, string? target, int firstValueColumn)
    {
        var columns = Enumerable.Range(firstValueColumn, table.Columns - firstValueColumn).ToList();
        if (target is null)
        {
            return columns is [var only]
                ? only
                : throw new InputException(
                    $"The file has {columns.Count} value columns.",
                    $"line {table.Lines[0]}",
                    $"Name the one to forecast as \"target\" in the grid: {ColumnNames(table, columns)}.");
        }

        return columns.FindAll(column => table.NameOf(column) == target) switch
        {
            [var column] => column,
            [] => throw new InputException(
                $"There is no value column named '{CellText.Shown(target)}'.", "line 1", $"Name one of: {ColumnNames(table, columns)}."),
            var several => throw new InputException(
                $"{several.Count} columns are named '{CellText.Shown(target)}'.", "line 1", "Give every column a name of its own."),
        };
    }

    private static string ColumnNames(CsvTable table, IEnumerable<int> columns) => string.Join(", ", columns.Take(20).Select(table.ColumnName));
}
