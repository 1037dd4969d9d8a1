using Backtest.Core.Series;

namespace Backtest.Core.Models.Lstm.Pooled;

/// <summary>The end of the training values of a panel's networks, at the same time in all series.</summary>
/// <param name="Time">The last time of training, in UTC; null if the series have no times, and for all values.</param>
/// <param name="Left">Without a time, the number of values at the end of every series that are not used.</param>
public sealed record PanelCutoff(DateTime? Time, int Left)
{
    /// <summary>The cutoff of the final fit, which uses all values.</summary>
    public static PanelCutoff End { get; } = new(null, 0);

    /// <summary>The cutoff after some values of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="length">Number of its values before the cutoff, at least 1.</param>
    public static PanelCutoff After(TimeSeries series, int length) =>
        series.TimeAt(length - 1) is { } time ? new PanelCutoff(time.UtcDateTime, 0) : new PanelCutoff(null, series.Length - length);

    /// <summary>Number of a series' values before the cutoff; 0 for a series without times if the cutoff is a time.</summary>
    /// <param name="series">The series.</param>
    public int LengthIn(TimeSeries series)
    {
        if (Time is not { } last)
        {
            return Math.Max(0, series.Length - Left);
        }

        var (low, high) = (0, series.Timestamps is null ? 0 : series.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = series.TimeAt(middle)!.Value.UtcDateTime <= last ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
