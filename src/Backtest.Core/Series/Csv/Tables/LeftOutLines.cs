namespace Backtest.Core.Series.Csv.Tables;

/// <summary>Lines of a file that are not part of its table.</summary>
/// <param name="First">The first line, from 1.</param>
/// <param name="Last">The last line.</param>
/// <param name="Why">What they are.</param>
public sealed record LeftOutLines(int First, int Last, string Why);
