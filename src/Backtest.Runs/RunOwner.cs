namespace Backtest.Runs;

/// <summary>owner.json: the host that works on a run. It renews the document while it does, so that its tag changes.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Host">Machine and process, for display.</param>
/// <param name="Token">Distinguishes the host from all others, including earlier ones on the same machine.</param>
/// <param name="Renewals">Number of renewals.</param>
public sealed record RunOwner(int SchemaVersion, string Host, string Token, long Renewals);
