namespace Backtest.Service.Runs;

/// <summary>When a piece of work ended and how long it took.</summary>
/// <param name="FinishedAt">Its end.</param>
/// <param name="Seconds">Its duration.</param>
public sealed record Timing(DateTimeOffset FinishedAt, double Seconds);
