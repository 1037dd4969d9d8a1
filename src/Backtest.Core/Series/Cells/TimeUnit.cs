namespace Backtest.Core.Series.Cells;

/// <summary>The period that a time of a column stands for.</summary>
internal enum TimeUnit
{
    /// <summary>A year, which may begin in any month.</summary>
    Year,

    /// <summary>Half a year.</summary>
    HalfYear,

    /// <summary>A quarter.</summary>
    Quarter,

    /// <summary>A month.</summary>
    Month,

    /// <summary>A week by ISO 8601, which begins on Monday.</summary>
    Week,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A time on a day.</summary>
    Instant,

    /// <summary>A time of day without a date, which another column has.</summary>
    Clock,
}
