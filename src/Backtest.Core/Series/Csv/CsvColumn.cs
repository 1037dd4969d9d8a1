namespace Backtest.Core.Series.Csv;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name in the header, or its number from 1: what a grid names it by.</param>
/// <param name="Kind">What it holds, told by its first cell that has a value.</param>
public sealed record CsvColumn(string Name, CsvColumnKind Kind);
