namespace Backtest.Files.Workbooks;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Path of its part.</param>
/// <param name="IsHidden">Whether it is not shown.</param>
internal sealed record Sheet(string Name, string Path, bool IsHidden);
