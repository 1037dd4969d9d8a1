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

    public static List<TimeSeries> Read(CsvTable table, Columns columns, string name, CsvLimits limits)
    {
        var rowsById = new Dictionary<string, List<int>>();
        var ids = new List<string>();
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var id = table.Rows[row][columns.Id];
            if (!rowsById.TryGetValue(id, out var rows))
            {
                rowsById[id] = rows = [];
                ids.Add(id);
                if (ids.Count > limits.MaxSeries)
                {
                    throw new InputException($"The file has more than {limits.MaxSeries} series.", $"line {table.Lines[row]}", "Split it.");
                }
            }

            rows.Add(row);
        }

        return ids.ConvertAll(id => ReadOne(table, columns, ids.Count == 1 ? name : null, name, id, rowsById[id]));
    }

    private static TimeSeries ReadOne(CsvTable table, Columns columns, string? onlyName, string upload, string id, List<int> rows)
    {
        var name = onlyName ?? SeriesName.ForPart(upload, id, table.Where(rows[0], columns.Id));
        var values = rows.Select(row => NumberCell.Parse(table, row, columns.Value)).ToArray();
        return rows.All(row => int.TryParse(table.Rows[row][columns.Time], out _)) && !IsYears(table, columns, rows)
            ? new TimeSeries(name, values)
            : TimedValues.Order(table, name, columns.Time, rows, values);
    }

    // ds may be a plain count 1, 2, 3, ... rather than a time.
    private static bool IsYears(CsvTable table, Columns columns, List<int> rows) =>
        rows.All(row => table.Rows[row][columns.Time].Length is 4 or 8);
}
