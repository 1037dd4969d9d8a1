namespace Backtest.Core.Series.Cells;

/// <summary>A time as one cell has it.</summary>
internal struct TimeParts
{
    /// <summary>Minutes of <see cref="Offset"/> where the cell has no offset.</summary>
    public const short NoOffset = short.MinValue;

    /// <summary>What it stands for.</summary>
    public TimeUnit Unit;

    /// <summary>The year, or its last two digits where <see cref="IsShortYear"/>.</summary>
    public int Year;

    /// <summary>The month, 1 to 12, or the first of its quarter or half year.</summary>
    public int Month;

    /// <summary>The day of the month from 1; of a week, its number.</summary>
    public int Day;

    /// <summary>Ticks since the day's midnight, up to a whole day.</summary>
    public long Ticks;

    /// <summary>Minutes that the clock is ahead of UTC.</summary>
    public short Offset;

    /// <summary>Whether the year has two digits.</summary>
    public bool IsShortYear;

    /// <summary>Whether another <see cref="DateOrder"/> might give another date.</summary>
    public bool UsesOrder;

    /// <summary>Whether it is written day first, and its year last.</summary>
    public bool IsDayFirst;

    /// <summary>Whether the cell is a year and two digits, which may be its month or the year after it.</summary>
    public bool IsYearAndTwoDigits;

    /// <summary>Whether it is a span of which this is the start.</summary>
    public bool IsSpan;
}
