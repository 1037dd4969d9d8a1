namespace Backtest.Runs.Exports;

/// <summary>What stands before the decimals of a number in a CSV, and so between its cells.</summary>
public enum DecimalMark
{
    /// <summary>A point, with commas between the cells.</summary>
    Point,

    /// <summary>A comma, with semicolons between the cells, as spreadsheets of many countries read it.</summary>
    Comma,
}
