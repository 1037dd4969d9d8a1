namespace Backtest.Core.Series.Cells;

/// <summary>What one cell looks like, by itself.</summary>
internal enum CellKind
{
    /// <summary>Empty, or a mark of a missing value.</summary>
    Missing,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A date, a time or a period that is not a number.</summary>
    Time,

    /// <summary>Anything else.</summary>
    Text,
}
