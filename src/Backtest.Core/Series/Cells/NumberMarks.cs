namespace Backtest.Core.Series.Cells;

/// <summary>What the marks of a number tell about the notation of its column.</summary>
[Flags]
internal enum NumberMarks
{
    /// <summary>Only digits, fewer than four before the decimal mark.</summary>
    None = 0,

    /// <summary>The point is the decimal mark.</summary>
    PointIsDecimal = 1,

    /// <summary>The point separates groups of digits.</summary>
    PointIsGroup = 2,

    /// <summary>The point may be either: one to three digits precede it and three follow.</summary>
    PointIsEither = 4,

    /// <summary>The comma is the decimal mark.</summary>
    CommaIsDecimal = 8,

    /// <summary>The comma separates groups of digits.</summary>
    CommaIsGroup = 16,

    /// <summary>The comma may be either.</summary>
    CommaIsEither = 32,

    /// <summary>A space or an apostrophe separates groups of digits.</summary>
    OtherIsGroup = 64,

    /// <summary>Four or more digits stand together before the decimal mark.</summary>
    LongWithoutGroup = 128,

    /// <summary>There is neither a point nor a comma.</summary>
    Whole = 256,
}
