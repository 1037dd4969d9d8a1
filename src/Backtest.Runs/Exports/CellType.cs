namespace Backtest.Runs.Exports;

/// <summary>The type of a column's cells, any of which may be missing.</summary>
public enum CellType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A time, or, in series without times, a number counted from 1.</summary>
    Time,
}
