namespace Backtest.Core.Models.Lstm;

/// <summary>A trained network.</summary>
/// <param name="Network">The network after the last epoch.</param>
/// <param name="Losses">Mean training loss of each epoch, in squared transformed units.</param>
public sealed record LstmFit(LstmNetwork Network, IReadOnlyList<double> Losses);
