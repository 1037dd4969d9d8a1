using Backtest.Core.Series;
using Backtest.Storage.Results;

namespace Backtest.Runs.Inspections;

/// <summary>A series that was recognised in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Facts">Its length, times, gaps, and what was done to the input.</param>
/// <param name="Spacing">The step between its times; null where there is none.</param>
public sealed record InspectedSeries(string Name, SeriesFacts Facts, TimeSpacing? Spacing)
{
    /// <summary>What there is to say of a series.</summary>
    public static InspectedSeries Of(TimeSeries series) => new(series.Name, SeriesFacts.Of(series), series.Spacing);
}
