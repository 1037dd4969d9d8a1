namespace Backtest.Core.Series;

/// <summary>One series, as read and checked.</summary>
/// <param name="Name">The series' name; in a long-format file, the name of the upload and the series' id.</param>
/// <param name="Values">Values in time order; missing ones are NaN.</param>
/// <param name="Timestamps">Time of each value, strictly increasing; null where the input had none.</param>
/// <param name="Spacing">The step between timestamps; null where there are none or they are irregular.</param>
/// <param name="Notes">What was done to the input that its owner should know, such as gaps that were filled.</param>
/// <param name="Covariates">Series that help to forecast this one; null for none.</param>
public sealed record TimeSeries(
    string Name,
    double[] Values,
    DateTime[]? Timestamps = null,
    TimeSpacing? Spacing = null,
    IReadOnlyList<string>? Notes = null,
    IReadOnlyList<Covariate>? Covariates = null)
{
    /// <summary>Number of values, missing ones included.</summary>
    public int Length => Values.Length;

    /// <summary>Number of missing values.</summary>
    public int Missing => Values.Count(double.IsNaN);

    /// <summary>
    /// Times of the steps 1..horizon after the last value; null where the series has no regular spacing, or the steps
    /// lead past the year 9999.
    /// </summary>
    public DateTime[]? TimestampsAfter(int horizon)
    {
        if (Spacing is not { } spacing || Timestamps is not { Length: > 0 } timestamps
            || !spacing.CanAdd(timestamps[0], timestamps.Length - 1 + horizon))
        {
            return null;
        }

        var result = new DateTime[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = spacing.Add(timestamps[0], timestamps.Length + h);
        }

        return result;
    }
}
