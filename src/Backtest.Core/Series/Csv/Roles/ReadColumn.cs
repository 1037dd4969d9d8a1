namespace Backtest.Core.Series.Csv.Roles;

/// <summary>How a column of a file was read.</summary>
/// <param name="Name">Its name in the header, or its number from 1, by which a grid refers to it.</param>
/// <param name="Kind">The content of its cells.</param>
/// <param name="Role">Its role.</param>
/// <param name="Format">The notation of its dates or numbers; null if there is nothing to tell.</param>
public sealed record ReadColumn(string Name, CsvColumnKind Kind, ColumnRole Role, string? Format = null);
