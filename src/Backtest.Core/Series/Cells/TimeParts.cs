namespace Backtest.Core.Series.Cells;

/// <summary>A time as written in a cell.</summary>
internal struct TimeParts
{
    /// <summary>Value of <see cref="Offset"/> for a cell without an offset.</summary>
    public const short NoOffset = short.MinValue;

    /// <summary>The period that it stands for.</summary>
    public TimeUnit Unit;

    /// <summary>The year, or its last two digits if <see cref="IsShortYear"/>.</summary>
    public int Year;

    /// <summary>The month, 1 to 12, or the first of its quarter or half year.</summary>
    public int Month;

    /// <summary>The day of the month, from 1; for a week, its number.</summary>
    public int Day;

    /// <summary>Ticks since the day's midnight, up to a whole day.</summary>
    public long Ticks;

    /// <summary>Minutes that the clock is ahead of UTC.</summary>
    public short Offset;

    /// <summary>Whether the year has two digits.</summary>
    public bool IsShortYear;

    /// <summary>Whether another <see cref="DateOrder"/> might give another date.</summary>
    public bool UsesOrder;

    /// <summary>Whether the day comes first and the year last.</summary>
    public bool IsDayFirst;

    /// <summary>Whether the cell is a year and two digits, which may be a month or the following year.</summary>
    public bool IsYearAndTwoDigits;

    /// <summary>Whether it is the start of a span.</summary>
    public bool IsSpan;
}
