namespace Backtest.Runs.Exports;

/// <summary>The decimal mark of numbers in a CSV file, which determines the separator of cells.</summary>
public enum DecimalMark
{
    /// <summary>A point, with commas between cells.</summary>
    Point,

    /// <summary>A comma, with semicolons between cells, as spreadsheets in many countries expect.</summary>
    Comma,
}
