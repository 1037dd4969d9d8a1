using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Storage.Results;

/// <summary>Facts of a series in a plan.</summary>
/// <param name="Length">Number of values, including missing ones.</param>
/// <param name="Missing">Number of missing values.</param>
/// <param name="Start">Time of the first value; null if the input had no times.</param>
/// <param name="End">Time of the last value.</param>
/// <param name="Notes">How the input was changed.</param>
/// <param name="Covariates">Names of its covariates; null for none.</param>
public sealed record SeriesFacts(
    int Length,
    int Missing,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string>? Covariates = null)
{
    /// <summary>The facts of a series.</summary>
    public static SeriesFacts Of(TimeSeries series) =>
        new(series.Length, series.Missing, series.TimeAt(0), series.TimeAt(series.Length - 1), series.Notes
            ?? [], series.Covariates is null && series.Calendar is null ? null
                :
                [
                    .. series.Covariates?.Select(covariate => covariate.Name) ?? [],
                    .. series.Calendar is { } calendar ? CalendarColumns.Names(calendar.Choice) : [],
                ]);
}
