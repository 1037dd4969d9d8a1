namespace Backtest.Runs;

/// <summary>cancelled.json, failed.json and check.json: when a run was stopped, and why, or when its check was asked for.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null where a client asked for it.</param>
public sealed record RunMark(int SchemaVersion, DateTimeOffset At, string? Reason);
