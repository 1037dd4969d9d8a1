namespace Backtest.Runs;

/// <summary>cancelled.json, failed.json and check.json: when and why a run was stopped, or when its check was requested.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="At">The time.</param>
/// <param name="Reason">The reason; null if a client requested it.</param>
public sealed record RunMark(int SchemaVersion, DateTimeOffset At, string? Reason);
