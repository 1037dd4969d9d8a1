using Backtest.Core.Series;
using Backtest.Storage.Results;

namespace Backtest.Runs.Inspections;

/// <summary>A series recognised in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Facts">Its length, times, gaps, and changes of the input.</param>
/// <param name="Spacing">The step between its times; null if there is none.</param>
public sealed record InspectedSeries(string Name, SeriesFacts Facts, TimeSpacing? Spacing)
{
    /// <summary>Describes a series.</summary>
    public static InspectedSeries Of(TimeSeries series) => new(series.Name, SeriesFacts.Of(series), series.Spacing);
}
