namespace Backtest.Runs.Exports;

/// <summary>A table of a run's results; over all series of a run, at most a chunk is in memory.</summary>
/// <param name="Columns">Names of its columns, as in forecasting tools.</param>
/// <param name="Types">The types of the columns' cells.</param>
/// <param name="Rows">Its rows: texts, numbers, times or null.</param>
public sealed record RunTable(
    IReadOnlyList<string> Columns, IReadOnlyList<CellType> Types, IAsyncEnumerable<IReadOnlyList<object?>> Rows)
{
    // The types of all columns that are not numbers, by the names that they have in every table.
    private static readonly Dictionary<string, CellType> Known = new(StringComparer.Ordinal)
    {
        ["unique_id"] = CellType.Text,
        ["ds"] = CellType.Time,
        ["cutoff"] = CellType.Time,
        ["model"] = CellType.Text,
        ["trial"] = CellType.Text,
        ["engine"] = CellType.Text,
        ["status"] = CellType.Text,
        ["advice"] = CellType.Text,
        ["reason"] = CellType.Text,
        ["rank"] = CellType.Count,
        ["step"] = CellType.Count,
    };

    /// <summary>A table of columns with these names.</summary>
    public static RunTable Of(IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows) =>
        new(columns, [.. columns.Select(name => Known.GetValueOrDefault(name, CellType.Number))], rows);

    /// <summary>A table with its rows in memory.</summary>
    internal static RunTable Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        Of(columns, rows.ToAsyncEnumerable());
}
