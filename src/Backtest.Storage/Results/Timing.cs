namespace Backtest.Storage.Results;

/// <summary>When a piece of work ended and how long it took.</summary>
/// <param name="FinishedAt">Its end.</param>
/// <param name="Seconds">Its duration.</param>
public sealed record Timing(DateTimeOffset FinishedAt, double Seconds)
{
    /// <summary>
    /// Seconds from a start to an end; 0 if the end is before the start, for example after a clock was set back, or on another host.
    /// </summary>
    public static double SecondsBetween(DateTimeOffset start, DateTimeOffset end) => Math.Max(0, (end - start).TotalSeconds);
}
