namespace Backtest.Runs;

/// <summary>A blob of a run that cannot be used.</summary>
/// <param name="Path">Its path; of a model the description's, also where the network beside it is meant.</param>
/// <param name="Damage">What is wrong with it.</param>
public sealed record DamagedBlob(string Path, Damage Damage);
