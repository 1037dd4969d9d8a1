namespace Backtest.Service.Runs;

/// <summary>cancelled.json and failed.json: when a run was stopped, and why.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null where a client asked for it.</param>
public sealed record RunMark(int SchemaVersion, DateTimeOffset At, string? Reason);
