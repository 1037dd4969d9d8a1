namespace Backtest.Runs;

/// <summary>An unusable blob of a run.</summary>
/// <param name="Path">Its path; for a model that of the description, even if the network is damaged.</param>
/// <param name="Damage">What is wrong with it.</param>
internal sealed record DamagedBlob(string Path, Damage Damage);
