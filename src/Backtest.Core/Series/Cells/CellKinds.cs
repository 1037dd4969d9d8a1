namespace Backtest.Core.Series.Cells;

/// <summary>Tells what cells look like.</summary>
internal static class CellKinds
{
    /// <summary>What a cell looks like.</summary>
    public static CellKind Of(ReadOnlySpan<byte> cell, MissingMarks missing) =>
        missing.Contains(cell) ? CellKind.Missing
        : NumberCell.IsNumber(cell) ? CellKind.Number
        : IsTime(cell) ? CellKind.Time
        : CellKind.Text;

    /// <summary>Whether a cell is a time in any order of its numbers.</summary>
    public static bool IsTime(ReadOnlySpan<byte> cell) =>
        TimeCell.TryParse(cell, DateOrder.DayFirst, out _)
            || TimeCell.TryParse(cell, DateOrder.MonthFirst, out _)
            || TimeCell.TryParse(cell, DateOrder.YearFirst, out _);
}
