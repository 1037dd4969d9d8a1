namespace Backtest.Core.Series.Cells;

/// <summary>The kind of a single cell.</summary>
internal enum CellKind
{
    /// <summary>Empty, or a mark for missing values.</summary>
    Missing,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A date, a time or a period that is not a number.</summary>
    Time,

    /// <summary>Anything else.</summary>
    Text,
}
