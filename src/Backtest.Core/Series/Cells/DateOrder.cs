namespace Backtest.Core.Series.Cells;

/// <summary>In which order a date that is three numbers has them, where the numbers do not tell.</summary>
internal enum DateOrder
{
    /// <summary>Day, month, year.</summary>
    DayFirst,

    /// <summary>Month, day, year.</summary>
    MonthFirst,

    /// <summary>Year, month, day.</summary>
    YearFirst,
}
