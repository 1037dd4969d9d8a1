namespace Backtest.Core.Series.Cells;

/// <summary>Tells the kinds of cells.</summary>
internal static class CellKinds
{
    /// <summary>The kind of a cell.</summary>
    public static CellKind Of(ReadOnlySpan<byte> cell, MissingMarks missing) =>
        missing.Contains(cell) ? CellKind.Missing
        : NumberCell.IsNumber(cell) ? CellKind.Number
        : IsTime(cell) ? CellKind.Time
        : CellKind.Text;

    /// <summary>Whether a cell is a time in some order of its numbers.</summary>
    public static bool IsTime(ReadOnlySpan<byte> cell) =>
        TimeCell.TryParse(cell, DateOrder.DayFirst, out _)
            || TimeCell.TryParse(cell, DateOrder.MonthFirst, out _)
            || TimeCell.TryParse(cell, DateOrder.YearFirst, out _);
}
