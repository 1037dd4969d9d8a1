namespace Backtest.Core.Series.Csv.Roles;

/// <summary>A column of a file, as it was read.</summary>
/// <param name="Name">Its name in the header, or its number from 1: what a grid names it by.</param>
/// <param name="Kind">What its cells hold.</param>
/// <param name="Role">What it is read for.</param>
/// <param name="Format">How its dates or numbers are written; null where there is nothing to tell.</param>
public sealed record ReadColumn(string Name, CsvColumnKind Kind, ColumnRole Role, string? Format = null);
