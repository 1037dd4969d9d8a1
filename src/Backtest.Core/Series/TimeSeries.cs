namespace Backtest.Core.Series;

/// <summary>One series, as read and checked.</summary>
/// <param name="Name">The series' name; in a file of several series, the name of the upload and the series' id.</param>
/// <param name="Values">Values in time order; missing ones are NaN.</param>
/// <param name="Timestamps">
/// Time of each value by the clock of the file, ascending except for the hour that repeats when a clock is put back; null if the input
/// has none.
/// </param>
/// <param name="Spacing">The step between timestamps; null if there are none or they are irregular.</param>
/// <param name="Notes">Changes of the input that its owner should know, such as filled gaps.</param>
/// <param name="Covariates">Series that help to forecast this one; null for none.</param>
/// <param name="Offsets">Offsets of the clock from UTC, in order; null if the file does not say.</param>
/// <param name="Id">The series' id in a file of several, any text; null in a file of one series.</param>
/// <param name="Column">Name of its value column, which may tell the unit; null if the file does not say.</param>
/// <param name="Calendar">The calendar of additional covariates, known ahead; null for none.</param>
public sealed record TimeSeries(
    string Name,
    double[] Values,
    DateTime[]? Timestamps = null,
    TimeSpacing? Spacing = null,
    IReadOnlyList<string>? Notes = null,
    IReadOnlyList<Covariate>? Covariates = null,
    IReadOnlyList<OffsetChange>? Offsets = null,
    string? Id = null,
    string? Column = null,
    SeriesCalendar? Calendar = null)
{
    /// <summary>Number of values, including missing ones.</summary>
    public int Length => Values.Length;

    /// <summary>Number of missing values.</summary>
    public int Missing => Values.Count(double.IsNaN);

    /// <summary>
    /// The time of a value with the offset of its clock, or zero if the file does not say. Null if there are no times.
    /// </summary>
    public DateTimeOffset? TimeAt(int index) => Timestamps is { } times ? WithOffset(times[index], index) : null;

    /// <summary>
    /// Times of the steps 1..horizon after the last value; null if the series has no regular spacing, or the steps go beyond the
    /// year 9999.
    /// </summary>
    public DateTime[]? TimestampsAfter(int horizon)
    {
        if (Spacing is not { } spacing || Timestamps is not { Length: > 0 } timestamps)
        {
            return null;
        }

        // Within a day, the clock may have changed since the first time.
        var (start, first) = spacing.IsWithinDay ? (timestamps[^1], 1) : (timestamps[0], timestamps.Length);
        if (!spacing.CanAdd(start, first + horizon - 1))
        {
            return null;
        }

        var result = new DateTime[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = spacing.Add(start, first + h);
        }

        return result;
    }

    /// <summary>The same times with the offset of the last value's clock.</summary>
    public DateTimeOffset[]? TimesAfter(int horizon) =>
        TimestampsAfter(horizon) is { } times ? Array.ConvertAll(times, time => WithOffset(time, Length)) : null;

    /// <summary>The values from an index on.</summary>
    /// <param name="first">Index of the first value to keep.</param>
    internal TimeSeries From(int first) => this with
    {
        Values = Values[first..],
        Timestamps = Timestamps?[first..],
        Offsets = Offsets?.Where((change, k) => k + 1 == Offsets.Count || Offsets[k + 1].Index > first)
            .Select(change => change with { Index = Math.Max(0, change.Index - first) }).ToList(),
        Covariates = Covariates?.Select(covariate => covariate with { Values = covariate.Values[first..] }).ToList(),
    };

    private DateTimeOffset WithOffset(DateTime time, int index)
    {
        var offset = Offsets?.LastOrDefault(change => change.Index <= index)?.Offset ?? TimeSpan.Zero;

        // Near the first and the last day, the instant does not exist in UTC.
        return time.Ticks - offset.Ticks >= 0 && time.Ticks - offset.Ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), offset)
            : new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.Zero);
    }
}
