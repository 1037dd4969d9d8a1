namespace Backtest.Core.Series.Cells;

/// <summary>What the marks of a number tell of the way in which its column is written.</summary>
[Flags]
internal enum NumberMarks
{
    /// <summary>Digits alone, fewer than four before the decimal mark.</summary>
    None = 0,

    /// <summary>The point is the decimal mark.</summary>
    PointIsDecimal = 1,

    /// <summary>The point separates groups of digits.</summary>
    PointIsGroup = 2,

    /// <summary>The point is one or the other: it has one to three digits before it and three after it.</summary>
    PointIsEither = 4,

    /// <summary>The comma is the decimal mark.</summary>
    CommaIsDecimal = 8,

    /// <summary>The comma separates groups of digits.</summary>
    CommaIsGroup = 16,

    /// <summary>The comma is one or the other.</summary>
    CommaIsEither = 32,

    /// <summary>A space or an apostrophe separates groups of digits.</summary>
    OtherIsGroup = 64,

    /// <summary>Four digits or more stand together before the decimal mark.</summary>
    LongWithoutGroup = 128,

    /// <summary>There is neither a point nor a comma.</summary>
    Whole = 256,
}
