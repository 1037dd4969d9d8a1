namespace Backtest.Core.Series.Csv.Formats;

/// <summary>The part of the time that a column holds.</summary>
internal enum TimePart
{
    /// <summary>The whole time.</summary>
    Whole,

    /// <summary>A date, beside a column with the time of day.</summary>
    Date,

    /// <summary>The time of day.</summary>
    Clock,

    /// <summary>The year.</summary>
    Year,

    /// <summary>The quarter of the year.</summary>
    Quarter,

    /// <summary>The month of the year, as a number or a name.</summary>
    Month,

    /// <summary>The week of the year by ISO 8601.</summary>
    Week,

    /// <summary>The day of the month.</summary>
    Day,

    /// <summary>The day of the year.</summary>
    DayOfYear,

    /// <summary>The hour of the day.</summary>
    Hour,

    /// <summary>The minute of the hour.</summary>
    Minute,
}
