namespace Backtest.Runs.Exports;

/// <summary>A table over all series of a run, of which no more than a chunk is in memory.</summary>
/// <param name="Columns">Names of its columns, as forecasting tools name them.</param>
/// <param name="Rows">Its rows: texts, numbers, times or null.</param>
public sealed record RunTable(IReadOnlyList<string> Columns, IAsyncEnumerable<IReadOnlyList<object?>> Rows);
