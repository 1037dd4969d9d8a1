namespace Backtest.Runs.Exports;

/// <summary>What the cells of a column of a table are; any of them may be missing.</summary>
public enum CellType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A time, or of series without times a place counted from 1.</summary>
    Time,
}
