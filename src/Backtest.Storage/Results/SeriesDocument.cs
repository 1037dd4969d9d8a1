using Backtest.Core.Series;

namespace Backtest.Storage.Results;

/// <summary>series.json: the values that a run works on.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Name">Name of the series.</param>
/// <param name="Values">Values in time order; null if missing.</param>
/// <param name="Timestamps">Times of the values; null if there are none.</param>
/// <param name="Spacing">Step between the times; null if there is none.</param>
/// <param name="Notes">How the input was changed.</param>
/// <param name="Covariates">Its covariates; null for none.</param>
/// <param name="Offsets">Offsets of the times from UTC; null if the file has none.</param>
/// <param name="Id">The series' id in its panel; null for a panel of one.</param>
/// <param name="Column">Name of the column of its values; null if the file does not say.</param>
/// <param name="Calendar">Its calendar; null for none.</param>
public sealed record SeriesDocument(
    int SchemaVersion,
    string Name,
    IReadOnlyList<double?> Values,
    DateTime[]? Timestamps,
    TimeSpacing? Spacing,
    IReadOnlyList<string>? Notes,
    IReadOnlyList<CovariateDocument>? Covariates = null,
    IReadOnlyList<OffsetChange>? Offsets = null,
    string? Id = null,
    string? Column = null,
    SeriesCalendar? Calendar = null)
{
    /// <summary>The document of a series.</summary>
    public static SeriesDocument Of(TimeSeries series) => new(
        Documents.SchemaVersion,
        series.Name,
        NullWhereMissing(series.Values),
        series.Timestamps,
        series.Spacing,
        series.Notes,
        series.Covariates?.Select(
            covariate => new CovariateDocument(covariate.Name, NullWhereMissing(covariate.Values), covariate.IsKnownAhead)).ToList(),
        series.Offsets,
        series.Id,
        series.Column,
        series.Calendar);

    /// <summary>The series of the document.</summary>
    public TimeSeries ToSeries() => new(
        Name,
        NaNWhereMissing(Values),
        Timestamps,
        Spacing,
        Notes,
        Covariates?.Select(covariate => new Covariate(covariate.Name, NaNWhereMissing(covariate.Values), covariate.IsKnownAhead)).ToList(),
        Offsets,
        Id,
        Column,
        Calendar);

    private static double?[] NullWhereMissing(double[] values) =>
        Array.ConvertAll(values, value => double.IsNaN(value) ? (double?)null : value);

    private static double[] NaNWhereMissing(IReadOnlyList<double?> values) => [.. values.Select(value => value ?? double.NaN)];
}
