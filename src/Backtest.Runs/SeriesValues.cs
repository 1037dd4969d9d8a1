using Backtest.Core.Diagnostics;
using Backtest.Core.Series;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>The values of a series, for a chart.</summary>
/// <param name="Name">Name of the series.</param>
/// <param name="Run">The run of the values; null if there is none.</param>
/// <param name="Length">Number of values of the series.</param>
/// <param name="Indexes">Indices of the given values in the series, if only some of the values are given.</param>
/// <param name="Times">Time of each given value, in seconds since 1970 by the clock of the file; null if the series has none.</param>
/// <param name="Values">Values in time order; null where missing.</param>
/// <param name="Column">Name of the value column, which may tell the unit; null if the file does not say.</param>
/// <param name="Parts">Trend and seasons of the values; null if not requested, or if the series has no season.</param>
public sealed record SeriesValues(
    string Name,
    RunId? Run,
    int Length,
    IReadOnlyList<int>? Indexes,
    IReadOnlyList<double>? Times,
    IReadOnlyList<double?> Values,
    string? Column = null,
    ValueParts? Parts = null)
{
    /// <summary>All values of a series.</summary>
    public static SeriesValues Of(TimeSeries series, RunId? run) => Of(series, run, null);

    /// <summary>All values of a series with their parts.</summary>
    /// <param name="series">The series.</param>
    /// <param name="run">The run of the values.</param>
    /// <param name="seasonLengths">Its season lengths, shortest first.</param>
    public static SeriesValues WithParts(TimeSeries series, RunId run, IReadOnlyList<double> seasonLengths) => Of(series, run) with
    {
        Parts = SeriesParts.Of(series.Values, seasonLengths) is { } parts ? new ValueParts(parts.Trend, parts.Seasons) : null,
    };

    /// <summary>About this many values of a series at most: the smallest and the largest of every stretch, to keep all peaks.</summary>
    public static SeriesValues Thinned(TimeSeries series, int most) =>
        Of(series, null, series.Length > most ? Extremes(series.Values, most / 2) : null);

    private static SeriesValues Of(TimeSeries series, RunId? run, int[]? indexes)
    {
        T[] Given<T>(T[] all) => indexes is null ? all : Array.ConvertAll(indexes, index => all[index]);
        return new SeriesValues(
            series.Name,
            run,
            series.Length,
            indexes,
            series.Timestamps is { } times
                ? Array.ConvertAll(Given(Ascending(times, series.Spacing)), time => (time - DateTime.UnixEpoch).TotalSeconds)
                : null,
            Array.ConvertAll(Given(series.Values), value => double.IsNaN(value) ? (double?)null : value),
            series.Column);
    }

    // The hour that repeats when a clock is put back takes two places.
    private static DateTime[] Ascending(DateTime[] times, TimeSpacing? spacing) =>
        spacing is not null && times.Where((time, t) => t > 0 && time <= times[t - 1]).Any()
            ? [.. times.Select((_, t) => spacing.Add(times[0], t))]
            : times;

    // A stretch without values keeps its first place, so that the gap stays visible.
    private static int[] Extremes(double[] values, int stretches)
    {
        var kept = new SortedSet<int> { 0, values.Length - 1 };
        for (var k = 0; k < stretches; k++)
        {
            var start = (int)((long)k * values.Length / stretches);
            var (low, high) = (start, start);
            for (var t = start; t < (int)((k + 1L) * values.Length / stretches); t++)
            {
                low = !(values[t] >= values[low]) && !double.IsNaN(values[t]) ? t : low;
                high = !(values[t] <= values[high]) && !double.IsNaN(values[t]) ? t : high;
            }

            kept.Add(low);
            kept.Add(high);
        }

        return [.. kept];
    }
}

/// <summary>Parts of a series by MSTL (Bandara, Hyndman and Bergmeir, 2021), for each value; the rest is the remainder.</summary>
/// <param name="Trend">The slowly changing part.</param>
/// <param name="Seasons">The parts that repeat, shortest season first; a season of which there are not more than two is left out.</param>
public sealed record ValueParts(IReadOnlyList<double> Trend, IReadOnlyList<SeasonPart> Seasons);
