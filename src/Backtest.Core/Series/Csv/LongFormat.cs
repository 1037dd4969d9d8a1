using System.Globalization;
using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>The long format: a row per series and time, in columns <c>unique_id</c>, <c>ds</c> and <c>y</c>.</summary>
internal static class LongFormat
{
    /// <summary>Where the three columns are.</summary>
    public sealed record Columns(int Id, int Time, int Value);

    public static Columns? Detect(CsvTable table)
    {
        if (table.Header is not { } header)
        {
            return null;
        }

        var id = Array.IndexOf(header, "unique_id");
        var time = Array.IndexOf(header, "ds");
        var value = Array.IndexOf(header, "y");
        return id >= 0 && time >= 0 && value >= 0 ? new Columns(id, time, value) : null;
    }

    /// <summary>Reads every series. Each column is read as a whole: what one id tells of the form of dates holds for all.</summary>
    public static List<TimeSeries> Read(CsvTable table, Columns columns, string upload, IReadOnlyList<Covariate>? covariates, CsvLimits limits)
    {
        var rowsById = GroupById(table, columns, limits);
        var values = NumberCell.ParseColumn(table, columns.Value);
        var counts = TryParseCounts(table, columns.Time);
        var times = counts ?? TimeColumn.Parse(table, columns.Time);
        var result = new List<TimeSeries>();
        foreach (var (id, rows) in rowsById)
        {
            table.ThrowIfCancelled();
            var name = rowsById.Count == 1 ? upload : SeriesName.ForPart(upload, id, table.Where(rows[0], columns.Id));
            var part = new TimeSeries(
                name,
                [.. rows.Select(row => values[row])],
                Covariates: covariates?.Select(covariate => covariate with { Values = [.. rows.Select(row => covariate.Values[row])] }).ToList());
            var series = FutureRows.Split(TimedValues.Order(table, part, columns.Time, [.. rows], [.. rows.Select(row => times[row])]));
            result.Add(counts is null ? series : series with { Timestamps = null, Spacing = null });
        }

        return result;
    }

    private static List<(string Id, List<int> Rows)> GroupById(CsvTable table, Columns columns, CsvLimits limits)
    {
        var indexes = new Dictionary<string, int>();
        var groups = new List<(string Id, List<int> Rows)>();
        for (var row = 0; row < table.Rows; row++)
        {
            var id = table.Cell(row, columns.Id);
            if (!indexes.TryGetValue(id, out var index))
            {
                if (groups.Count == limits.MaxSeries)
                {
                    throw new InputException($"The file has more than {limits.MaxSeries} series.", $"line {table.Line(row)}", "Split it.");
                }

                indexes[id] = index = groups.Count;
                groups.Add((id, []));
            }

            groups[index].Rows.Add(row);
        }

        return groups;
    }

    // ds may be a plain count 1, 2, 3, ... rather than a time. As ticks the counts go through the same checks of order
    // and gaps as times do. Where all have four or eight digits they are years, or dates such as 20200131.
    private static DateTime[]? TryParseCounts(CsvTable table, int column)
    {
        var counts = new int[table.Rows];
        var likeDates = true;
        for (var row = 0; row < counts.Length; row++)
        {
            var cell = table.Cell(row, column);
            if (!int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out counts[row]))
            {
                return likeDates
                    ? null
                    : throw new InputException(
                        $"'{CellText.Shown(cell)}' is not a whole number like the ones above it.", table.Where(row, column), "Count on, or write every time as a date.");
            }

            likeDates &= cell.Length is 4 or 8;
        }

        var least = counts.Min();
        return likeDates ? null : Array.ConvertAll(counts, count => new DateTime((long)count - least));
    }
}
