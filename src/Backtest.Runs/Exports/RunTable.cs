namespace Backtest.Runs.Exports;

/// <summary>A table of what a run found; of one over all series of a run no more than a chunk is in memory.</summary>
/// <param name="Columns">Names of its columns, as forecasting tools name them.</param>
/// <param name="Types">What the cells of each column are.</param>
/// <param name="Rows">Its rows: texts, numbers, times or null.</param>
public sealed record RunTable(
    IReadOnlyList<string> Columns, IReadOnlyList<CellType> Types, IAsyncEnumerable<IReadOnlyList<object?>> Rows)
{
    // Of every column that any table has, as it is named in all of them; the others are numbers.
    private static readonly Dictionary<string, CellType> Known = new(StringComparer.Ordinal)
    {
        ["unique_id"] = CellType.Text,
        ["ds"] = CellType.Time,
        ["cutoff"] = CellType.Time,
        ["model"] = CellType.Text,
        ["trial"] = CellType.Text,
        ["engine"] = CellType.Text,
        ["status"] = CellType.Text,
        ["reason"] = CellType.Text,
        ["rank"] = CellType.Count,
        ["step"] = CellType.Count,
    };

    /// <summary>A table of columns with these names.</summary>
    public static RunTable Of(IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows) =>
        new(columns, [.. columns.Select(name => Known.GetValueOrDefault(name, CellType.Number))], rows);

    /// <summary>A table whose rows are at hand.</summary>
    internal static RunTable Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        Of(columns, rows.ToAsyncEnumerable());
}
