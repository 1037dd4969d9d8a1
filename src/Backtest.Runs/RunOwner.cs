namespace Backtest.Runs;

/// <summary>owner.json: which host works on a run. Written again and again while it does, so that its tag changes.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Host">Machine and process, for people.</param>
/// <param name="Token">What tells the host from all others, those before it on the same machine included.</param>
/// <param name="Renewals">How often it has been written again.</param>
public sealed record RunOwner(int SchemaVersion, string Host, string Token, long Renewals);
