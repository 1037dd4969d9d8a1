namespace Backtest.Core.Series;

/// <summary>
/// The calendar of one series. Together with the times of the series, it determines the covariates permanently: it stores the holidays, so
/// later tables of holidays do not matter.
/// </summary>
/// <param name="Choice">The choice in the grid.</param>
/// <param name="Table">The source of the holidays, with its version; null without a country.</param>
/// <param name="Holidays">The holidays in order, from the first value to the last step ahead; null without a country.</param>
/// <param name="Ahead">Number of steps after the last value that it covers.</param>
public sealed record SeriesCalendar(CalendarChoice Choice, string? Table, IReadOnlyList<DateOnly>? Holidays, int Ahead);
