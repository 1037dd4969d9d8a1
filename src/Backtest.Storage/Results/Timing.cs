namespace Backtest.Storage.Results;

/// <summary>When a piece of work ended and how long it took.</summary>
/// <param name="FinishedAt">Its end.</param>
/// <param name="Seconds">Its duration.</param>
public sealed record Timing(DateTimeOffset FinishedAt, double Seconds)
{
    /// <summary>
    /// Seconds from a start to an end; 0 where the end is before the start, as by a clock that was set back or by another host's.
    /// </summary>
    public static double SecondsBetween(DateTimeOffset start, DateTimeOffset end) => Math.Max(0, (end - start).TotalSeconds);
}
