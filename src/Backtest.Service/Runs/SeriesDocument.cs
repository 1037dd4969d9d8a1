using Backtest.Core.Series;
using Backtest.Service.Storage;

namespace Backtest.Service.Runs;

/// <summary>series.json: the values that a run works on.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Name">Name of the series.</param>
/// <param name="Values">Values in time order; null where missing.</param>
/// <param name="Timestamps">Times of the values; null where there are none.</param>
/// <param name="Spacing">Step between the times; null where there is none.</param>
/// <param name="Notes">What was done to the input.</param>
public sealed record SeriesDocument(
    int SchemaVersion,
    string Name,
    IReadOnlyList<double?> Values,
    DateTime[]? Timestamps,
    TimeSpacing? Spacing,
    IReadOnlyList<string>? Notes)
{
    /// <summary>The document of a series.</summary>
    public static SeriesDocument Of(TimeSeries series) => new(
        Documents.SchemaVersion,
        series.Name,
        [.. series.Values.Select(value => double.IsNaN(value) ? (double?)null : value)],
        series.Timestamps,
        series.Spacing,
        series.Notes);

    /// <summary>The series of the document.</summary>
    public TimeSeries ToSeries() => new(Name, [.. Values.Select(value => value ?? double.NaN)], Timestamps, Spacing, Notes);
}
