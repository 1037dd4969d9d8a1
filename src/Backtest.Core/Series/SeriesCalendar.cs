namespace Backtest.Core.Series;

/// <summary>
/// The calendar of one series. With the times of the series it gives the same covariates for ever: the holidays stand here, and no later
/// table of them is asked.
/// </summary>
/// <param name="Choice">What was asked for.</param>
/// <param name="Table">Where the holidays come from, with its version; null where there is no country.</param>
/// <param name="Holidays">The holidays in order, from the first value to the last step ahead; null where there is no country.</param>
/// <param name="Ahead">For how many steps after the last value it is known.</param>
public sealed record SeriesCalendar(CalendarChoice Choice, string? Table, IReadOnlyList<DateOnly>? Holidays, int Ahead);
