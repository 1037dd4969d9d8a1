namespace Backtest.Files.Workbooks;

/// <summary>The meaning of a number in a cell by its number format.</summary>
[Flags]
internal enum CellFormat
{
    /// <summary>A number.</summary>
    Number = 0,

    /// <summary>A date: days since the beginning of the workbook's calendar.</summary>
    Date = 1,

    /// <summary>A time of day, or with <see cref="Date"/> the time of that day.</summary>
    Time = 2,

    /// <summary>Fractions of a second are shown too.</summary>
    Fraction = 4,

    /// <summary>With <see cref="Time"/>, a length of time whose hours go on beyond 24.</summary>
    Elapsed = 8,
}
